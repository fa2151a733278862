// CPU_FLAGS_X86: the instruction sets for which ebuilds have USE flags.
#pragma once

#include <string>
#include <vector>

namespace crossrc::isa {

/// The names in Gentoo's profiles/desc/cpu_flags_x86.desc of those of a C compiler's flags (as
/// -mavx2) that have one.
std::vector<std::string> cpu_flags_x86(const std::vector<std::string>& enabled);

} // namespace crossrc::isa
