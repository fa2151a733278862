#pragma once

#include <string>
#include <sys/types.h>
#include <unordered_map>

namespace crossrc::supervise {

/// Processes that start the same twin again and again: a program that executes itself anew as long
/// as something is not as it wants would never end where that is its name.
class Repeats {
public:
  /// Counts that `process` starts `what`, a program with its arguments.
  void count(pid_t process, const std::string& what);
  /// It has started the same so often that nothing else can come of it.
  [[nodiscard]] bool is_endless(pid_t process) const;

private:
  struct Run {
    std::string what;
    unsigned times = 0;
  };
  std::unordered_map<pid_t, Run> runs_;
};

} // namespace crossrc::supervise
