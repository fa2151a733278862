#pragma once

#include "base/fd.hpp"
#include "supervise/options.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <linux/seccomp.h>

namespace crossrc::supervise {

/// Notifications whose callers wait for longer than the next one takes.
class HeldNotifications {
public:
  /// False where there are too many already.
  bool add(uint64_t id) { return replace(0, id); }
  void remove(uint64_t id) { replace(id, 0); }
  /// Takes one out; 0 where there is none.
  uint64_t take() {
    for (auto& held : ids_) {
      if (const uint64_t id = held.exchange(0)) return id;
    }
    return 0;
  }

private:
  bool replace(uint64_t from, uint64_t to) {
    for (auto& held : ids_) {
      uint64_t expected = from;
      if (held.compare_exchange_strong(expected, to)) return true;
    }
    return false;
  }
  std::array<std::atomic<uint64_t>, 64> ids_{};
};

/// What guardian and worker see of each other, in a page that both have mapped.
struct Common {
  /// The notification that was received last, put here by the kernel itself: whenever the worker
  /// dies, whoever waits for its answer can be told from this.
  seccomp_notif request{};
  HeldNotifications held;
  std::atomic<pid_t> command = 0;      ///< the supervised command
  std::atomic<bool> survivors = false; ///< the command has ended, but not all that it started
  std::atomic<int> status = -1;        ///< as waitpid(2) reports it, once the command has ended
};

/// The end of the worker's that it was started with.
struct WorkerEnds {
  Fd listener;
  Fd guardian; ///< a pipe's end: hung up once the guardian is dead
};

/// The supervisor itself: answers notifications, records, traces, until the command has ended and
/// no other process is under its filter. Returns when there is nothing left to do.
void work(const Options& options, WorkerEnds ends, Common& shared);

} // namespace crossrc::supervise
