// What a phase of an ebuild needs of the builder inside of the target's root.
#pragma once

#include "chroot/layout.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace crossrc::chroot {

using Lookup = std::function<std::optional<std::string>(const std::string& name)>;

/// By the variables that Portage gives to a phase (ebuild.sh, doebuild.py): the build directory
/// with the fifos to Portage, Portage itself, the ebuild repositories, distfiles, a compiler cache
/// and what bashrc is; and `data`, the hook.
std::vector<Share> phase_shares(const Lookup& lookup, const std::filesystem::path& data);

/// The ebuild repositories, by PORTAGE_REPOSITORIES.
std::vector<Share> repository_shares(const Lookup& lookup);

/// Variables that differ inside: the roots are "/".
std::vector<std::pair<std::string, std::string>> phase_variables(const Lookup& lookup);

/// True if `source`, lines as below, gives the variable `name` a value.
bool assigns(const std::string& source, const std::string& name);

/// `source`, the file in which Portage tells an EAPI 9 phase the variables that it does not export
/// (PORTAGE_EBUILD_EXTRA_SOURCE, doebuild.py), with those of phase_variables() at its end that it
/// has: what is assigned last counts.
std::string source_inside(const std::string& source, const Lookup& lookup);

/// The place of a script that stands for PORTAGE_PYTHON, which is the builder's because Portage is.
inline constexpr std::string_view k_python = "/run/crossrc-python";

/// The place of a script that stands for crossrc, which the hook calls; hooks/hook.bash knows it.
inline constexpr std::string_view k_helper = "/run/crossrc-helper";

/// A script that runs `program` of the builder inside, through the builder's loader.
std::string program_script(const std::filesystem::path& program);

/// The script at k_python. Portage outside knows `root` by its path there, so has_version and
/// best_version, which ask it for "/", are given that instead (portage's phase-helpers.sh,
/// EbuildIpcDaemon).
std::string python_script(const std::string& python, const std::filesystem::path& root);

} // namespace crossrc::chroot
