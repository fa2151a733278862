// Asking a compiler about itself.
#pragma once

#include <string>
#include <vector>

namespace crossrc::isa {

/// What run_compiler() of `command` prints, on both streams, with `source` as its standard input.
/// Throws InputError where it fails: its name and its first error.
std::string ask(const std::vector<std::string>& command, const std::string& source = "");

/// The words of `command`, then `more`.
std::vector<std::string> with(std::vector<std::string> command,
                              const std::vector<std::string>& more);

/// Those of a C compiler's flags that can choose instructions, which all begin with -m.
std::vector<std::string> machine_flags(const std::vector<std::string>& flags);

} // namespace crossrc::isa
