// Running a twin in the process of the program that it stands in for.
#pragma once

#include "base/identity.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace crossrc::twin {

/// A descriptor that the program was started with.
struct InheritedFile {
  int number = -1;
  bool rewind = false;   ///< put the offset back to `offset`
  bool truncate = false; ///< and cut the file to `size`
  off_t offset = 0;
  off_t size = 0;
};

/// The state that a program was started in, as far as it can be given to its twin.
struct Rerun {
  std::filesystem::path twin;
  std::filesystem::path directory; ///< empty: where the process is
  mode_t umask = 022;
  uint64_t blocked_signals = 0; ///< bit n - 1 for signal n, as in /proc/PID/status
  uint64_t ignored_signals = 0;
  uint64_t caught_signals = 0; ///< by the program: their timers are its own, and go
  /// How long it was stopped for its twin: that is no time of an alarm that it was started with.
  std::chrono::milliseconds waited{0};
  std::vector<InheritedFile> files; ///< all others are closed
  std::vector<std::string> argv;
  std::vector<std::string> environment;
};

/// Writes `rerun` to `file` for the helper that runs in the program's process, as whose user only
/// it can be read; none: as ours.
void write_rerun(const Rerun& rerun, const std::filesystem::path& file,
                 const std::optional<Identity>& reader = std::nullopt);

/// Throws InputError for anything that write_rerun did not write.
Rerun read_rerun(const std::filesystem::path& file);

/// Puts this process into the state and executes the twin; only returns by SystemError.
void execute(const Rerun& rerun);

} // namespace crossrc::twin
