// crossrc binpkg chost, which is two programs: what opens packages takes libarchive and libcrypto,
// and with their libraries every start of crossrc, of which a build has many, would take twice the
// time. So crossrc becomes crossrc-binpkg where it is asked for more than an index.
#pragma once

#include "binpkg/repair.hpp"

#include <CLI/CLI.hpp>

namespace crossrc::commands {

/// Repairs an index and its packages, or packages.
using Repair = binpkg::RepairSummary (*)(const std::vector<std::filesystem::path>& paths,
                                         bool is_pkgdir, const binpkg::ChostOptions& options);

/// Declares the command. Without `repair`, packages are left to crossrc-binpkg.
void declare_chost(CLI::App& app, int& status, Repair repair);

} // namespace crossrc::commands
