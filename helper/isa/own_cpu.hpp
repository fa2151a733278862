#pragma once

#include <string>
#include <vector>

namespace crossrc::isa {

/// The flag by which a compiler that is given `flags` compiles for the CPU of the machine that it
/// runs on: -march=native and -mcpu=native of GCC and clang, -Ctarget-cpu=native of rustc. Of
/// several that choose a CPU the last counts. Empty: it compiles for a named one. -mtune=native
/// chooses no instructions.
std::string own_cpu_flag(const std::vector<std::string>& flags);

} // namespace crossrc::isa
