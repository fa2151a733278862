// `both` and `identical`: what must be installed on the two machines before a build makes sense.
#pragma once

#include "rules/machines.hpp"
#include "rules/plan.hpp"

#include <string>
#include <vector>

namespace crossrc::rules {

/// True for what a shipped rule asks for where BDEPEND of the package does not name it, or where it
/// is the package itself.
bool is_waived(const Requirement& wanted, const portage::Package& package);

/// One sentence for each of the plan's requirements that is not met: names the package, both roots
/// and the versions in them, the command that helps, and how to do without. What a shipped rule
/// asks for counts only where BDEPEND names it, and in the target's root only where it is there, or
/// DEPEND names it; never for the package that it asks for. `both` asks for some version in each
/// root; `identical` for one in the target's root and that each there is on the builder too. A
/// package that is itself what is asked for counts as the target's: it is about to be. Throws
/// SystemError where an installed-package database cannot be read.
std::vector<std::string> unmet_requirements(const Plan& plan, const std::string& builder_root,
                                            const std::string& target_root);

} // namespace crossrc::rules
