#pragma once

#include "portage/atom.hpp"
#include "portage/package.hpp"

#include <filesystem>
#include <vector>

namespace crossrc::portage {

/// The packages below `root`'s database (var/db/pkg, portage(5); dbapi/vartree.py) that `atom`
/// matches, oldest version first. A root without a database has none. An entry whose files are
/// missing or broken counts with what is known of it; entries that Portage ignores (`-MERGING-`,
/// names that are no CPV) are left out. Throws SystemError where the database cannot be read.
std::vector<Package> installed_packages(const std::filesystem::path& root, const Atom& atom);

} // namespace crossrc::portage
