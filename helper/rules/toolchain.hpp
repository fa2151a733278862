// The toolchain for the programs that a build makes for itself and runs: the builder's, whatever a
// method makes of CBUILD (toolchain-funcs.eclass, tc-getBUILD_*; autoconf's *_FOR_BUILD;
// HOSTCC of kernel-style makefiles).
#pragma once

#include "rules/machines.hpp"

#include <string>
#include <utility>
#include <vector>

namespace crossrc::rules {

/// Names and values: BUILD_<PROG>, <PROG>_FOR_BUILD and HOST<PROG> of each tool, `<tuple>-gcc`
/// where PATH has it, otherwise `gcc`; for pkg-config the builder's `pkg_config`; then the
/// builder's flags in the same spellings. What the
/// user has set of them, as `lookup` says, stays: a tool in one spelling goes for all of its
/// spellings, flags only for the one, as in toolchain-funcs.eclass.
std::vector<std::pair<std::string, std::string>> build_toolchain(const Builder& builder,
                                                                 const Lookup& lookup);

} // namespace crossrc::rules
