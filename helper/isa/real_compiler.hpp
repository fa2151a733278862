// Asking compilers themselves: what stands before them would keep files, as root in directories
// of user portage's, or send the question to another machine.
#pragma once

#include "base/process.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crossrc::isa {

/// `command` without ccache, distcc, icecream, sccache and their like: as words before the
/// compiler, or by the compiler's name, as a link, a copy or a script that calls them. The compiler
/// is then the next of its name in `search_path` (as in PATH), by its absolute path, or the one
/// that the script says. What none of this leads to stays as it is, and so does a command without
/// any of them.
std::vector<std::string> real_compiler(std::vector<std::string> command,
                                       std::string_view search_path);

/// As run(), of real_compiler() by this process' PATH. What it calls in turn finds no launcher in
/// PATH, and one that it reaches by another way keeps nothing; what it says is not translated.
/// Called by root in a phase it runs as whoever $T belongs to, where they can run it.
/// Throws InputError where only sccache leads to the compiler: that would leave a server running.
RunResult run_compiler(const std::vector<std::string>& command, RunOptions options = {});

} // namespace crossrc::isa
