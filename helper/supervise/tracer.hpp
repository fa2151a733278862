#pragma once

#include "supervise/listener.hpp"
#include "supervise/options.hpp"
#include "supervise/report.hpp"
#include "supervise/tracee.hpp"
#include "supervise/twin_job.hpp"

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

  /// Called while the caller of `notification` waits in its execve of `path` (as written): if that
  /// may be a program of the tree, takes the caller under ptrace.
  void consider(const Notification& notification, const std::string& path,
                const Listener& listener);

  /// A wait status of any child or tracee. False where the thread is none of the tracer's.
  bool handle(pid_t thread, int status);

  /// The jobs that may have an answer: descriptors to wait for, and what to do when one is
  /// readable.
  [[nodiscard]] std::vector<int> descriptors() const;
  void handle_readable(int descriptor);

private:
  using State = Tracee::State;

  void handle_stop(pid_t thread, Tracee& tracee, int signal, int event);
  void handle_exec(pid_t thread);
  void handle_event_stop(pid_t thread, Tracee& tracee, int signal);
  void handle_trap_signal(pid_t thread, Tracee& tracee);
  void handle_illegal_instruction(pid_t thread, Tracee& tracee);
  void adopt(pid_t thread);

  void start_program(pid_t thread, Tracee& tracee, const std::filesystem::path& executed);
  void run_program(pid_t thread, Tracee& tracee);
  void ask(Question question, const Program& program);
  void answered(const std::string& identity, const TwinAnswer& answer);
  void replace_at_start(pid_t thread, Tracee& tracee, const TwinAnswer& answer);
  void replace_at_trap(pid_t thread, Tracee& tracee, const TwinAnswer& answer);
  bool inject(pid_t thread, Tracee& tracee, const std::filesystem::path& twin,
              const std::vector<twin::InheritedFile>& files);
  void refuse(pid_t thread, Tracee& tracee, const std::string& reason, const std::string& advice);
  void let_run(pid_t thread, Tracee& tracee, int signal = 0);
  void plant_breakpoint(pid_t thread, Tracee& tracee);
  bool at_breakpoint(pid_t thread, Tracee& tracee);
  void detach(pid_t thread);
  bool checks_for_leaks(const Program& program);
  /// True for what the package has built, and for what is installed in the sysroot.
  [[nodiscard]] bool is_watched(const std::filesystem::path& path) const;
  [[nodiscard]] bool may_be_program(const std::filesystem::path& path) const;

  const Options& options_;
  Report& report_;
  Surroundings surroundings_;
  std::unordered_map<pid_t, Tracee> tracees_;
  std::unordered_map<std::string, bool> checks_for_leaks_; ///< likewise by identity
  std::unordered_map<std::string, TwinAnswer> known_;      ///< by Program::identity
  struct Asked {
    TwinJob job;
    Question question;
  };
  std::unordered_map<std::string, Asked> asked_; ///< likewise
  unsigned long reruns_ = 0;                     ///< to name their files
};

} // namespace crossrc::supervise
