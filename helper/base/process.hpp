// Running another program and waiting for it.
#pragma once

#include "base/identity.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace crossrc {

struct RunOptions {
  std::filesystem::path directory; ///< where it runs; empty: here
  /// `NAME=value` strings that make up its whole environment; none: ours.
  std::optional<std::vector<std::string>> environment;
  size_t output_limit = 1U << 20U; ///< output beyond this many bytes is read and dropped
  int input = -1;                  ///< descriptor of its standard input; -1: empty
  int errors = -1;                 ///< descriptor of its standard error; -1: with the output
  std::optional<Identity> identity = std::nullopt; ///< whom it runs as; none: us
};

struct RunResult {
  int status = 0;     ///< exit code, or 128 + n where signal n ended it
  std::string output; ///< standard output, and standard error unless that went elsewhere
};

/// Runs argv[0] (looked up in PATH) and waits. Status 127: it could
/// not be started, and output says why. Throws SystemError only if no process can be made.
RunResult run(const std::vector<std::string>& argv, const RunOptions& options = {});

/// The table of pointers that execve(2) takes, NULL at its end. `strings` must outlive it.
std::vector<char*> pointers_to(const std::vector<std::string>& strings);

/// The exit code that a shell would report for a wait status: code, or 128 + signal.
int shell_status(int wait_status);

/// PATH of this process, or what execvp(3) takes in its place.
std::string search_path();

/// To be returned by main when nothing is left to clean up: ends this process by the signal that
/// ended another one, without a core file, or returns its exit code. A shell that waits for this
/// process has to see the signal, or its script goes on after Ctrl-C. Returns 128 + signal where
/// that does not end us.
int end_like(int wait_status);

/// The absolute path that execvp(3) would take for `name`, or nothing. `search_path` as in PATH.
std::optional<std::filesystem::path> find_program(std::string_view name,
                                                  std::string_view search_path);

} // namespace crossrc
