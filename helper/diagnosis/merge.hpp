// What a package's pkg_ functions run while it is installed: programs of the target's root, which
// nothing watches, since these functions change that root as root.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crossrc::diagnosis {

/// The commands that died of SIGILL after src_install, by what bash says of them in `log` ("FILE:
/// line N: PID Illegal instruction COMMAND"), each once and as the ebuild spells it. The log is
/// hostile input.
std::vector<std::string> not_run_at_merge(std::string_view log);

} // namespace crossrc::diagnosis
