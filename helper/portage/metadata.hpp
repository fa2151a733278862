// What an ebuild's metadata says of it: its eclasses, and what it depends on.
#pragma once

#include "portage/package.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::portage {

struct Metadata {
  std::vector<std::string> inherited; ///< all eclasses, those that eclasses inherit too
  std::string eapi;
  std::string depend;
  std::string bdepend; ///< EAPI 7 and later have it
  std::string rdepend;
};

/// The metadata in a cache file: `NAME=VALUE` lines, the eclasses in `_eclasses_` with what their
/// files were then (egencache(1), md5-dict; lib/portage/cache/flat_hash.py, which adds their
/// paths).
Metadata parse_metadata(std::string_view text);

/// Where ebuilds and what is known of them are.
struct Repositories {
  std::vector<std::filesystem::path> locations; ///< in rising priority
  std::filesystem::path cache;                  ///< PORTAGE_DEPCACHEDIR, may be empty
};

/// `location` of each section in PORTAGE_REPOSITORIES, Portage's own rendering of repos.conf, by
/// their `priority`; those of equal priority by name.
std::vector<std::filesystem::path> repository_locations(std::string_view repositories);

/// The metadata of category/name-version in the repository at `location`: from its own
/// metadata/md5-cache, else from Portage's cache of it. Nothing where neither has it.
std::optional<Metadata> find_metadata(const std::string& cpv, const std::filesystem::path& location,
                                      const std::filesystem::path& cache);

/// The metadata of the package of `package`'s name that `repositories` have in its version, or in
/// the highest where that is not known.
std::optional<Metadata> find_metadata(const Package& package, const Repositories& repositories);

/// The metadata of an installed package, from `root`'s database.
std::optional<Metadata> installed_metadata(const std::filesystem::path& root,
                                           const Package& package);

/// Gives `package` the metadata; its USE flags decide which dependencies count.
void set_metadata(const Metadata& metadata, Package& package);

} // namespace crossrc::portage
