// What the compilers of both machines are and do.
#pragma once

#include "doctor/facts.hpp"

namespace crossrc::doctor {

/// Tries the target's toolchain and the builder's with the flags that they will get, and looks for
/// the names that LLVM has: Facts::tools to Facts::llvm. What the machines are has to be there.
void gather_toolchains(Facts& facts);

} // namespace crossrc::doctor
