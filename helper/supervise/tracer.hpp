#pragma once

#include "supervise/answers.hpp"
#include "supervise/leak_checkers.hpp"
#include "supervise/listener.hpp"
#include "supervise/replacement.hpp"
#include "supervise/report.hpp"
#include "supervise/tracee.hpp"
#include "supervise/trap.hpp"
#include "supervise/watch.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace crossrc::supervise {

/// Watches the programs of the tree under ptrace (ptrace(2), PTRACE_SEIZE) and puts twins in the
/// place of those that trap. Everything it does is a step that ends at once; the loop that calls
/// it waits for what comes next. All calls must come from one thread: ptrace is that thread's.
class Tracer {
public:
  Tracer(const Options& options, Report& report, Surroundings surroundings);

  /// What is to become of a call that waits.
  enum class Course {
    pass,     ///< the kernel makes it
    turn_back ///< Listener::turn_back: it stops before it can make it anew
  };

  /// Called while the caller of `notification` waits to be traced by its parent (PTRACE_TRACEME): a
  /// thread has one tracer, and a debugger of the package's own must be able to be that.
  Course let_go(const Notification& notification);

  /// Called while the caller of `notification` waits in its execve of `path` (as written): if that
  /// is a watched program, takes the caller under ptrace.
  Course consider(const Notification& notification, const std::string& path,
                  const Listener& listener);

  /// A wait status of any child or tracee. False where the thread is none of the tracer's.
  bool handle(pid_t thread, int status);

  /// The jobs that may have an answer: descriptors to wait for, and what to do when one is
  /// readable.
  [[nodiscard]] std::vector<int> descriptors() const { return answers_.descriptors(); }
  void handle_readable(int descriptor);

private:
  using State = Tracee::State;

  void handle_stop(pid_t thread, Tracee& tracee, int signal, int event);
  void handle_exec(pid_t thread);
  Tracee take_executor(pid_t thread);
  void handle_event_stop(pid_t thread, Tracee& tracee, int signal);
  void handle_trap_signal(pid_t thread, Tracee& tracee);
  void handle_illegal_instruction(pid_t thread, Tracee& tracee);
  void handle_trap(pid_t thread, Tracee& tracee);
  void adopt(pid_t thread);

  /// True where `thread` executes a compiler that needs watching, too.
  [[nodiscard]] bool will_load_macros(const Notification& notification,
                                      const std::string& path) const;
  bool watch_compiler(pid_t thread, Tracee& tracee, const std::filesystem::path& executed);
  /// It executes `path`, which it sees itself as `executed`.
  void start_program(pid_t thread, Tracee& tracee, const std::filesystem::path& executed,
                     const std::filesystem::path& path);
  void run_program(pid_t thread, Tracee& tracee);
  void answered(const Answers::Arrival& arrival);
  void count_twin_at_start();
  void replace_at_start(pid_t thread, Tracee& tracee, const TwinAnswer& answer);
  void replace_at_trap(pid_t thread, Tracee& tracee, const TwinAnswer& answer);
  void refuse(pid_t thread, Tracee& tracee, const Refusal& refusal);
  void let_run(pid_t thread, Tracee& tracee, int signal = 0);
  void detach(pid_t thread);

  const Options& options_;
  Report& report_;
  Surroundings surroundings_;
  std::unordered_map<pid_t, Tracee> tracees_;
  Watch watch_;
  Answers answers_;
  LeakCheckers leak_checkers_;
  Replacement replacement_;
};

} // namespace crossrc::supervise
