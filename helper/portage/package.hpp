#pragma once

#include "portage/version.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

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

  /// `category/name`.
  [[nodiscard]] std::string cp() const { return category + "/" + name; }
  /// `category/name-version`, or cp() where the version is not known.
  [[nodiscard]] std::string cpv() const { return version ? cp() + "-" + version->text() : cp(); }
};

/// Splits `name-version` as PMS 3.1.2 has it ("a package name must not end in a hyphen followed by
/// anything matching a version"). Nothing where there is no version at the end.
std::optional<std::pair<std::string, Version>> split_pf(std::string_view pf);

} // namespace crossrc::portage
