#pragma once

#include "base/fd.hpp"

#include <cstdint>
#include <linux/seccomp.h>
#include <optional>

namespace crossrc::supervise {

/// One call that waits for an answer: an execve, an execveat, or a ptrace that makes somebody a
/// tracer, of which only whose counts.
struct Notification {
  uint64_t id = 0;
  pid_t thread = 0; ///< the caller: a thread's id, not always its process'
  bool is_32bit = false;
  /// Whom ptrace wants another tracer for: by PTRACE_TRACEME the caller, or another thread, by the
  /// number that the caller has for it. 0: no such call.
  pid_t to_be_traced = 0;
  uint64_t path = 0; ///< addresses in the caller's memory
  uint64_t arguments = 0;
  uint64_t environment = 0;
  int directory = -100;    ///< AT_FDCWD, or execveat's descriptor
  bool empty_path = false; ///< AT_EMPTY_PATH: the program is `directory` itself
};

/// The listener's calls (seccomp_unotify(2)) without state of their own.
class Listener {
public:
  explicit Listener(int fd) : fd_(fd) {}

  /// Whether the kernel switches directly from a caller to who answers it and back, on one CPU
  /// (Linux 6.6): quick where nobody else wants it, else the caller waits there beside an idle one.
  void prefer_one_cpu(bool prefer) const;
  /// The next notification; nothing where its caller has gone, or was interrupted, meanwhile. The
  /// kernel writes it to `request`, whose former content is lost.
  [[nodiscard]] std::optional<Notification> receive(seccomp_notif& request) const;
  /// True while the caller still waits: what was read of it before belongs to it.
  [[nodiscard]] bool is_waiting(uint64_t id) const;
  /// Puts a copy of our `fd` where the caller has `number`. False where the caller has gone.
  bool give(uint64_t id, int fd, int number) const; // NOLINT(modernize-use-nodiscard)
  /// Makes the caller leave the call as if a signal had come: the kernel makes it anew unless a
  /// tracer does something else. Only for a caller whom PTRACE_INTERRUPT waits to stop.
  void turn_back(uint64_t id) const;
  /// Lets the kernel go on with the call. A caller that has gone is no failure.
  void let_pass(uint64_t id) const;

private:
  int fd_;
};

} // namespace crossrc::supervise
