#pragma once

#include "isa/needs.hpp"

namespace crossrc::isa {

/// Needs of GCC's flags. `-Q --help=target` tells what they turn on, and what the driver makes of
/// -march=native (host_detect_local_cpu in gcc/config/i386/driver-i386.cc) which options are
/// instruction sets of a CPU and which of them this one has.
Needs gcc_needs(const std::vector<std::string>& compiler, const std::vector<std::string>& flags);

} // namespace crossrc::isa
