#pragma once

#include "base/fd.hpp"

namespace crossrc::supervise {

/// Has the kernel give this process its turns soon and short (sched_setattr(2); nothing before
/// Linux 6.12). Else it waits behind a whole turn of each compiler, or is left runnable beside whom
/// it has just answered, who then wakes his parent on another processor. What this process starts
/// has turns as they were, and a policy that somebody chose stays (PORTAGE_SCHEDULING_POLICY,
/// make.conf(5)).
void take_short_turns();

/// Who wants a CPU of this machine just now (proc_loadavg(5), its fourth field).
class Runnable {
public:
  Runnable();
  /// Nobody but the caller; false where it cannot be told.
  [[nodiscard]] bool is_only_caller() const;

private:
  Fd loadavg_;
};

} // namespace crossrc::supervise
