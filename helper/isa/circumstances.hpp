// What a compiler's answer about flags depends on.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace crossrc::isa {

/// All that decides what needs() says: lines with this CPU, the variables that compilers read, and
/// for each program that `command` names or may come to, in every directory of PATH, and for their
/// libraries and settings, which file it is (device, inode, size and times of change). Nothing
/// where that does not tell: a script may call anything.
std::optional<std::string> circumstances_of(const std::vector<std::string>& command);

} // namespace crossrc::isa
