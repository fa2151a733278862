#pragma once

#include "base/fd.hpp"
#include "supervise/options.hpp"

#include <atomic>
#include <csignal>
#include <linux/seccomp.h>

namespace crossrc::supervise {

/// What guardian and worker see of each other, in a page that both have mapped.
struct Shared {
  /// The notification that was received last, put here by the kernel itself: whenever the worker
  /// dies, whoever waits for its answer can be told from this.
  seccomp_notif request{};
  std::atomic<pid_t> command = 0;      ///< the supervised command
  std::atomic<bool> survivors = false; ///< the command has ended, but not all that it started
  std::atomic<int> status = -1;        ///< as a shell reports it, once the command has ended
};

/// The end of the worker's that it was started with.
struct WorkerEnds {
  Fd listener;
  Fd guardian; ///< a pipe's end: hung up once the guardian is dead
};

/// The supervisor itself: answers notifications, records, traces, until the command has ended and
/// no other process is under its filter. Returns when there is nothing left to do.
void work(const Options& options, WorkerEnds ends, Shared& shared);

} // namespace crossrc::supervise
