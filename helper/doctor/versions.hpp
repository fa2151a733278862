// Packages that have to be of one version on both machines.
#pragma once

#include "rules/load.hpp"

#include <string>
#include <vector>

namespace crossrc::doctor {

/// What an atom of `identical` finds installed in the target's root and not on the builder.
struct Difference {
  std::string atom;
  std::vector<std::string> missing; ///< `category/name-version`
  std::vector<std::string> instead; ///< what the builder has; may be empty
};

/// The differences for all `identical` of the rules and of `defaults`, each atom once. What the
/// target does not have is not asked for. Throws SystemError where a database cannot be read.
std::vector<Difference> find_differences(const rules::Rules& rules, const std::string& builder_root,
                                         const std::string& target_root);

} // namespace crossrc::doctor
