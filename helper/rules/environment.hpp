// From a plan to the variables of the build.
#pragma once

#include "rules/machines.hpp"
#include "rules/plan.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::rules {

struct Assignment {
  std::string name;
  std::optional<std::string> value; ///< nothing: unset
  /// Where `value` depends on what the variable was: how it came from that, removes and appends
  /// only.
  std::vector<Change> edits = {};
};

/// Each variable that the plan decides, once, with its value: first those of the method (see
/// method.hpp) and the compiler that was chosen (compiler.hpp), then the toolchain for the build's
/// own programs (toolchain.hpp), then what is left of the rules' `env`, whose changes apply one
/// after the other on top of all that, and last what `isa: builder` makes of the flags
/// (builder_isa.hpp). Variables that need a fact which is not known (an empty tuple or root) are
/// left out. Throws InputError where a compiler refuses the flags that `isa` asks it about.
std::vector<Assignment> environment(const Plan& plan, const Builder& builder, const Target& target,
                                    const Lookup& lookup);

/// A sentence for each fact that the plan's method needs and that is not known: what to set.
std::vector<std::string> missing_facts(const Plan& plan, const Builder& builder,
                                       const Target& target);

} // namespace crossrc::rules
