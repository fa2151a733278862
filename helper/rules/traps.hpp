#pragma once

#include "rules/environment.hpp"
#include "rules/plan.hpp"

#include <filesystem>
#include <vector>

namespace crossrc::rules {

/// Finds out whether programs of the build can trap, and sets Plan::cannot_trap: where the policy
/// is `auto`, the compilers are asked what the flags need. Those of `variables` count, by which
/// what is installed in the sysroot was made, and what becomes of them by the plan's `environment`.
/// What is not known, for want of CFLAGS or of a compiler, can trap. What compilers say is kept in
/// `cache`, unless that is empty.
void find_out_traps(Plan& plan, const std::vector<Assignment>& environment, const Lookup& variables,
                    const std::filesystem::path& cache = {});

} // namespace crossrc::rules
