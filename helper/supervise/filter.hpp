// The seccomp filter of a supervised command (seccomp(2), seccomp_unotify(2)).
#pragma once

#include "base/fd.hpp"

#include <linux/filter.h>
#include <vector>

namespace crossrc::supervise {

/// The program of the filter, made by libseccomp and loaded by hand: only seccomp(2) itself gives
/// the real errno and takes WAIT_KILLABLE_RECV with libseccomp 2.5.
///
/// For x86-64, x32 and i386 it asks the listener about execve, execveat and
/// ptrace where it makes somebody a tracer (PTRACE_TRACEME, PTRACE_ATTACH, PTRACE_SEIZE), and lets
/// all else pass, other architectures too. One call is answered by itself: ptrace(PTRACE_CONT, 0)
/// is ENOSYS. No debugger makes it; Gentoo's sandbox does, to see whether it can trace static
/// programs (libsandbox/trace.c, trace_possible), and would take them from us if it could. The
/// price: what static programs write is not checked by the sandbox, as with SANDBOX_METHOD=preload.
class Filter {
public:
  /// Throws SystemError.
  Filter();

  /// Puts the calling process, and all it will start, under the filter and returns the listener.
  /// Sets no_new_privs where the process lacks CAP_SYS_ADMIN. Async-signal-safe. On failure the
  /// descriptor is none and errno tells why: EBUSY, another listener is there already; EACCES or
  /// EPERM, not allowed; EINVAL, not in this kernel.
  [[nodiscard]] Fd install() const;

private:
  std::vector<sock_filter> program_;
};

} // namespace crossrc::supervise
