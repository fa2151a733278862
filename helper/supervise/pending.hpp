// Signals that wait for a process which cannot take them now: one that is stopped under ptrace, or
// that waits in a call for an answer.
#pragma once

#include <optional>
#include <sys/types.h>

namespace crossrc::supervise {

struct PendingSignal {
  int number = 0;
  bool is_caught = false; ///< by a handler of the process' own
  pid_t sender = 0;       ///< who has sent it by kill(2); 0: the kernel, or it cannot be told
};

/// The first signal (signal(7)) that `thread` would get if it went on and that would end it, or
/// that its handler would get. Timers of setitimer(2) are none of these: a process that waits for
/// crossrc has no time that passes. `sender` is only known of one that this thread traces.
std::optional<PendingSignal> pending_signal(pid_t thread);

/// True for what ends a whole build: a key on the terminal, its end, kill(1).
bool asks_to_end(int signal);

} // namespace crossrc::supervise
