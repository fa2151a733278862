#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <sys/resource.h>
#include <sys/types.h>

namespace crossrc::supervise {

/// A process' resource limits (getrlimit(2)) and priority (nice(2)).
class Limits {
public:
  /// Nothing where the process is gone or may not be looked at (proc_pid_limits(5), where a
  /// container's root, without CAP_SYS_RESOURCE, may not use prlimit(2)).
  static std::optional<Limits> of(pid_t process);

  /// Gives them to the process. False where that is not allowed: only a privileged supervisor can
  /// put back a hard limit that was lowered. A priority that cannot be put back does no harm.
  [[nodiscard]] bool give_to(pid_t process) const;

private:
  bool read(std::string_view text);

  std::array<rlimit, RLIM_NLIMITS> limits_{};
  int priority_ = 0;
};

} // namespace crossrc::supervise
