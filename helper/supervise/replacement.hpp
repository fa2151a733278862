#pragma once

#include "chroot/builder.hpp"
#include "supervise/options.hpp"
#include "supervise/tracee.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace crossrc::supervise {

/// Puts twins in the place of stopped programs: writes down the state that a program was started
/// in, and makes its process execute `crossrc rerun`, which goes back to that and on to the twin.
class Replacement {
public:
  /// `options` must outlive it.
  explicit Replacement(const Options& options) : options_(options) {}

  /// Starts the injection of Tracee::twin, with `environment`, into `thread`, which is in a ptrace
  /// stop outside of any system call. False where its process does not take it: it is as it was,
  /// and the reason has been said.
  bool start(pid_t thread, Tracee& tracee, const std::vector<std::string>& environment,
             const Cleanness& state);

  /// A name for `program` to be executed by, so that its process is called `name` as the one that
  /// it stands in for: the kernel takes the last part of what execve is given (/proc/PID/comm).
  [[nodiscard]] std::filesystem::path called(const std::filesystem::path& program,
                                             std::string_view name) const;

private:
  /// How `thread`, which may have another root, runs a program of ours.
  chroot::Command command_for(pid_t thread, const std::filesystem::path& program,
                              const std::vector<std::string>& argv);

  const Options& options_;
  chroot::Builder builder_;
  unsigned long count_ = 0; ///< to name the files
};

} // namespace crossrc::supervise
