#include "supervise/replacement.hpp"

#include "base/error.hpp"
#include "supervise/other_root.hpp"
#include "supervise/remote.hpp"
#include "twin/rerun.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::supervise {
namespace {

/// A supervisor that runs as root may supervise others, who have to read what it writes for them.
void give_to_user_of(pid_t thread, const fs::path& file) {
  struct stat process {};
  if (::geteuid() != 0 || ::stat(fmt::format("/proc/{}", thread).c_str(), &process) != 0) return;
  if (::chown(file.c_str(), process.st_uid, process.st_gid) != 0) {
    throw SystemError("chown", file.native());
  }
}

twin::Rerun rerun_of(const Program& program, const chroot::Command& command, const Cleanness& state,
                     std::chrono::steady_clock::duration waited) {
  const Snapshot& start = program.start;
  return {.twin = command.program,
          .directory = state.directory,
          .umask = start.umask,
          .blocked_signals = start.blocked_signals,
          .ignored_signals = start.ignored_signals,
          .caught_signals = state.caught_signals,
          .waited = std::chrono::duration_cast<std::chrono::milliseconds>(waited),
          .files = state.files,
          .argv = command.argv,
          .environment = program.environment};
}

} // namespace

bool Replacement::start(pid_t thread, Tracee& tracee, const fs::path& twin,
                        const Cleanness& state) {
  const Program& program = *tracee.program;
  const fs::path file = options_.journal / fmt::format("rerun-{}-{}", group_of(thread), count_++);
  const chroot::Command command = command_for(thread, twin, program.argv);
  try {
    twin::write_rerun(rerun_of(program, command, state, tracee.waited()), file);
    give_to_user_of(thread, file);
  } catch (const Error& error) {
    Report::warn(error.what());
    return false;
  }
  tracee.twin = command.program;
  tracee.state = Tracee::State::injecting;
  return tracee.injection.start(
      thread, command_for(thread, options_.helper, {options_.helper, "rerun", file}).argv);
}

chroot::Command Replacement::command_for(pid_t thread, const fs::path& program,
                                         const std::vector<std::string>& argv) {
  if (!is_inside(thread)) return {program, argv};
  return builder_.command_inside(program, argv);
}

} // namespace crossrc::supervise
