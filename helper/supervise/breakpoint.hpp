#pragma once

#include <cstdint>
#include <sys/types.h>

namespace crossrc::supervise {

/// A breakpoint at a program's entry point (AT_ENTRY, getauxval(3)): where its loader is done, and
/// what it reads from then on it reads by itself. `thread` is in a ptrace stop.
class EntryBreakpoint {
public:
  /// False where it cannot be: nothing was changed.
  bool plant(pid_t thread);

  /// At a SIGTRAP: if it comes from here, takes the breakpoint away, goes back to the instruction,
  /// and is true.
  bool take_away(pid_t thread);

  /// For a thread in any stop before that one, if it was planted: the code is as it was.
  void withdraw(pid_t thread);

private:
  uint64_t address_ = 0; ///< 0: there is none
  long covered_ = 0;     ///< what was there
};

} // namespace crossrc::supervise
