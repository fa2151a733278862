#include "supervise/replacement.hpp"

#include "base/error.hpp"
#include "base/identity.hpp"
#include "supervise/other_root.hpp"
#include "supervise/remote.hpp"
#include "twin/identity.hpp"
#include "twin/rerun.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::supervise {
namespace {

constexpr size_t k_shown = 15; // of a name: TASK_COMM_LEN - 1

/// A supervisor that runs as root may supervise others, who have to read what it writes for them;
/// elsewhere who reads it can.
std::optional<Identity> user_of(pid_t thread, const Identity& master) {
  struct stat process {};
  const bool is_roots = ::geteuid() == 0 && master.user == 0;
  if (!is_roots || ::stat(fmt::format("/proc/{}", thread).c_str(), &process) != 0)
    return std::nullopt;
  return Identity{process.st_uid, process.st_gid};
}

twin::Rerun rerun_of(const Snapshot& start, const chroot::Command& command, const Cleanness& state,
                     std::chrono::steady_clock::duration waited) {
  return {.twin = command.program,
          .directory = state.directory,
          .umask = start.umask,
          .blocked_signals = start.blocked_signals,
          .ignored_signals = start.ignored_signals,
          .caught_signals = state.caught_signals,
          .waited = std::chrono::duration_cast<std::chrono::milliseconds>(waited),
          .files = state.files,
          .argv = command.argv,
          .environment = {}};
}

} // namespace

bool Replacement::start(pid_t thread, Tracee& tracee, const std::vector<std::string>& environment,
                        const Cleanness& state) {
  const Program& program = *tracee.program;
  const pid_t group = group_of(thread);
  const fs::path file = options_.journal / fmt::format("rerun-{}-{}", group, count_++);
  chroot::Command command = command_for(thread, tracee.twin, program.argv);
  const fs::path executed = command.program;
  if (!is_inside(thread)) command.program = called(command.program, name_of(group));
  twin::Rerun rerun = rerun_of(program.start, command, state, tracee.waited());
  rerun.environment = environment;
  try {
    const ActingAs master(options_.master);
    twin::write_rerun(rerun, file, user_of(thread, options_.master));
  } catch (const Error& error) {
    Report::warn(error.what());
    return false;
  }
  tracee.twin = executed;
  tracee.state = Tracee::State::injecting;
  return tracee.injection.start(
      thread, command_for(thread, options_.helper, {options_.helper, "rerun", file}).argv,
      state.kept);
}

chroot::Command Replacement::command_for(pid_t thread, const fs::path& program,
                                         const std::vector<std::string>& argv) {
  if (!is_inside(thread)) return {program, argv};
  return builder_.command_inside(program, argv);
}

fs::path Replacement::called(const fs::path& program, std::string_view name) const {
  const std::string_view shown = name.substr(0, k_shown);
  if (shown.empty() || shown.find('/') != std::string_view::npos || shown == "." || shown == ".." ||
      program.filename().native().substr(0, k_shown) == shown) {
    return program;
  }
  const fs::path names = options_.twins.directory / "names" / twin::fingerprint(program.native());
  std::error_code error;
  if (fs::is_symlink(names / shown, error)) return names / shown;
  const ActingAs user(master_of(options_.twins.directory));
  fs::create_directories(names, error);
  fs::create_symlink(program, names / shown, error);
  return fs::is_symlink(names / shown, error) ? names / shown : program;
}

} // namespace crossrc::supervise
