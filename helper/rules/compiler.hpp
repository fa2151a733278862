// Keys `gcc` and `compiler`: which compiler a package is built with.
#pragma once

#include "rules/machines.hpp"
#include "rules/plan.hpp"
#include "toolchain/family.hpp"

#include <string>
#include <vector>

namespace crossrc::rules {

/// The compiler that the plan chooses for `chost`, with its family; empty where it chooses none or
/// what it chooses is not there. With `compiler: clang` the key `gcc` has no say.
toolchain::Family chosen_compiler(const Plan& plan, const std::string& chost, const Lookup& lookup);

/// A sentence if the plan chooses a compiler that is not there: names it, and what is there.
std::vector<std::string> missing_compiler(const Plan& plan, const std::string& chost,
                                          const Lookup& lookup);

/// CHOST of the plan's builds: its method's, or what it is without crossrc.
std::string chost_of(const Plan& plan, const Builder& builder, const Target& target,
                     const Lookup& lookup);

} // namespace crossrc::rules
