#pragma once

#include "journal/tool.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace crossrc::journal {

/// One command of the build that made, or may have made, a file.
struct Command {
  Tool tool = Tool::compiler;
  std::string program;             ///< the path that was executed, absolute
  std::filesystem::path directory; ///< where it ran, absolute, without symbolic links
  std::vector<std::string> argv;   ///< its arguments, response files already read
  /// Those of its environment that change what compilers do, as `NAME=value`.
  std::vector<std::string> environment;
  /// When it started, in nanoseconds of CLOCK_REALTIME: what has a later change time (stat(2)) it
  /// did not read. 0: unknown.
  int64_t started = 0;
};

/// The time for Command::started.
int64_t now();

/// True for a variable (`NAME=value`) that belongs into Command::environment (gcc(1),
/// ENVIRONMENT; clang's are a subset).
bool matters_to_compilers(std::string_view variable);

} // namespace crossrc::journal
