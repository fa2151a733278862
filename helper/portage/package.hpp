#pragma once

#include "portage/dependency.hpp"
#include "portage/version.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crossrc::portage {

/// What is known of one package: one that is about to be built, or one that is installed. Parts
/// that are not known are empty; an atom that asks for such a part does not match.
struct Package {
  std::string category;
  std::string name;
  std::optional<Version> version;
  std::string slot;
  std::string subslot; ///< equals `slot` where the package names none (PMS 7.2)
  std::string repository;
  std::optional<std::map<std::string, bool>> use; ///< flag of IUSE_EFFECTIVE to its state
  std::optional<std::vector<std::string>> inherited =
      std::nullopt; ///< the eclasses; nothing: not known
  std::optional<std::vector<Dependency>> dependencies =
      std::nullopt; ///< of its build and when it runs
  std::optional<std::vector<Dependency>> of_builder =
      std::nullopt; ///< those that have to be on the machine that builds (PMS 8.1, BDEPEND)
  std::optional<std::vector<Dependency>> of_root =
      std::nullopt; ///< those that have to be in its root before it is built (DEPEND)

  /// `category/name`.
  [[nodiscard]] std::string cp() const { return category + "/" + name; }
  /// `category/name-version`, or cp() where the version is not known.
  [[nodiscard]] std::string cpv() const { return version ? cp() + "-" + version->text() : cp(); }
};

/// [A-Za-z0-9_]: what every name of PMS 3.1 may begin with.
bool is_word_character(char c);

/// A category by PMS 3.1.1.
bool is_category(std::string_view text);

/// A package name by PMS 3.1.2, which must not end in a hyphen followed by a version.
bool is_package_name(std::string_view text);

/// Where the hyphen stands in front of the version at the end of `pf`, or nothing.
std::optional<size_t> version_hyphen(std::string_view pf);

/// Splits `name-version`. Nothing where there is no version at the end, or where what is before
/// it is no package name.
std::optional<std::pair<std::string, Version>> split_pf(std::string_view pf);

} // namespace crossrc::portage
