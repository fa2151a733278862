#pragma once

#include "journal/command.hpp"

namespace crossrc::twin {

/// isa::own_cpu_flag() of a command that compiles. Empty too for what makes no code, and for the
/// programs by which configure, CMake and Meson find out what a compiler can do.
std::string own_cpu_flag(const journal::Command& command);

} // namespace crossrc::twin
