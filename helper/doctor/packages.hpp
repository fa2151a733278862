// Which CHOSTs the binary packages in a PKGDIR say that they are for.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>

namespace crossrc::doctor {

struct PackagesIndex {
  std::map<std::string, size_t> packages; ///< how many are for each CHOST
  std::string problem;                    ///< why it cannot be read as a whole
};

/// Reads `pkgdir`/Packages. Where there is none there are no packages.
PackagesIndex read_packages_index(const std::filesystem::path& pkgdir);

} // namespace crossrc::doctor
