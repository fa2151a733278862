// Whether a program can be started again as if it never ran.
#pragma once

#include "supervise/snapshot.hpp"
#include "twin/rerun.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace crossrc::supervise {

/// Either the state that a rerun must restore, as far as the program has changed it, or the reason
/// why there can be no clean one: something was read that cannot be read again, or written that
/// cannot be taken back.
struct Cleanness {
  std::string reason = {};              ///< empty: clean
  std::filesystem::path directory = {}; ///< to go back to; empty: it is still there
  uint64_t caught_signals = 0;          ///< by its own handlers
  std::vector<twin::InheritedFile> files = {};
  std::vector<int> kept = {}; ///< of these, what it has marked with FD_CLOEXEC since
};
Cleanness check_clean(pid_t process, const Snapshot& start, std::optional<Traffic> at_entry,
                      const Surroundings& surroundings);

/// That of a program that has not run yet: nothing to restore.
Cleanness untouched(const Snapshot& start);

} // namespace crossrc::supervise
