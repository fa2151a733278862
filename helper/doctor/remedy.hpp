// Commands that mend: each may be pasted into root's shell.
#pragma once

#include "doctor/facts.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crossrc::doctor {

/// Adds a line to a file.
std::string append(std::string_view line, const std::filesystem::path& file);

/// Assigns a variable at the end of a machine's make.conf, where it wins over what stands before.
std::string assign(const Configuration& machine, std::string_view name, std::string_view value);

/// `remedy` where the target's tuple, of which it is made, is known; else what to set first.
std::string if_tuple_known(const Facts& facts, const std::string& remedy);

/// `tuple` with a vendor that the builder's has not.
std::string with_other_vendor(const Facts& facts, std::string_view tuple);

/// A directory for the target's binary packages that the builder does not use.
std::string own_pkgdir(const Facts& facts);

/// Builds the target's cross toolchain: for all of the profile's ABIs if it is multilib.
std::string build_toolchain(const Facts& facts);

/// Quotes `words` for the shell where they need it, with spaces between.
std::string command(const std::vector<std::string>& words);

/// Exports the three variables that make emerge build for the target.
std::string export_roots(const Facts& facts);

/// The ABIs of the target's profile; more than one: it is multilib.
std::vector<std::string> profile_abis(const Facts& facts);

} // namespace crossrc::doctor
