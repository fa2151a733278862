#pragma once

#include "rules/environment.hpp"
#include "rules/plan.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace crossrc::rules {

/// True if programs of a build with these variables may have instructions that this CPU lacks: the
/// compilers are asked what the flags need, USE flags of CPU_FLAGS_X86 are looked at, and options
/// that choose instructions where the ebuild itself names them. What is not known, for want of
/// CFLAGS or of a compiler, may trap. What compilers say is kept in `cache`, unless that is empty.
bool may_trap(const Lookup& variables, const std::filesystem::path& cache = {});

/// The variables that it looks at.
std::vector<std::string> names_of_what_may_trap();

/// Finds out whether programs of the build can trap, and sets Plan::cannot_trap: where the policy
/// is `auto`, by the flags of `variables`, by which what is installed in the sysroot was made, and
/// by what becomes of them by the plan's `environment`. A build looks again when each phase starts.
void find_out_traps(Plan& plan, const std::vector<Assignment>& environment, const Lookup& variables,
                    const std::filesystem::path& cache = {});

} // namespace crossrc::rules
