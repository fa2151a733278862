#pragma once

#include "supervise/answers.hpp"
#include "supervise/hosts.hpp"
#include "supervise/leak_checkers.hpp"
#include "supervise/listener.hpp"
#include "supervise/pending.hpp"
#include "supervise/questions.hpp"
#include "supervise/repeats.hpp"
#include "supervise/replacement.hpp"
#include "supervise/report.hpp"
#include "supervise/tracee.hpp"
#include "supervise/trap.hpp"
#include "supervise/watch.hpp"

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
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
    pass,      ///< the kernel makes it
    turn_back, ///< Listener::turn_back: it stops before it can make it anew
    hold       ///< it waits until handle_readable tells of it
  };

  /// Called while the caller of `notification` waits for a thread to be traced by its parent or by
  /// the caller: a thread has one tracer, and a debugger of the package's own must be able to be
  /// it.
  Course let_go(const Notification& notification);
  /// The calls that were held for that, once they can be made.
  std::vector<uint64_t> take_let_go() { return std::exchange(let_go_, {}); }

  /// True for the execve of a twin, or of who starts it, that the tracer makes `thread` call.
  [[nodiscard]] bool has_asked_for(pid_t thread) const;

  /// As Watch has it.
  [[nodiscard]] bool has_other_roots() const { return watch_.has_other_roots(); }

  /// Called while the caller of `notification` waits in its execve of `path` (as written): if that
  /// is a watched program, takes the caller under ptrace.
  Course consider(const Notification& notification, const std::string& path,
                  const Listener& listener);

  /// A wait status of any child or tracee. False where the thread is none of the tracer's.
  bool handle(pid_t thread, int status);

  /// The jobs that may have an answer: descriptors to wait for, and what to do when one is
  /// readable.
  [[nodiscard]] std::vector<int> descriptors() const { return answers_.descriptors(); }
  /// Returns the notifications that were held for it.
  std::vector<uint64_t> handle_readable(int descriptor);

  /// As Hosts has it.
  void libraries_made(unsigned times) { hosts_.libraries_made(times); }

  /// How long to wait at most for any of these, as poll(2) takes it; then it is time to give up
  /// one whose compilers take longer than Options::twin_limit. Returns the same.
  [[nodiscard]] int milliseconds_to_wait() const;
  std::vector<uint64_t> give_up_late_twin();

  /// To be called that often: says which twins take long, and lets programs that wait for theirs
  /// die of the signals that they have got. Returns the notifications to be turned back for theirs.
  std::vector<uint64_t> attend_who_waits();

  /// The supervised command has been ended by `signal`: if that asks to end, who still waits for a
  /// twin gets it too, since nobody is left who wants what comes of that.
  void command_was_ended(int signal);

private:
  using State = Tracee::State;

  static bool seize(pid_t thread, const std::string& path, bool is_foreseen);
  static Course turn_to_twin(pid_t thread, Tracee& tracee, const TwinAnswer& known,
                             const std::string& path);
  static Course make_see(pid_t thread, Tracee& tracee);
  static void see_end(pid_t thread, Tracee& tracee);
  static void see_execs(pid_t thread, Tracee& tracee);

  void handle_stop(pid_t thread, Tracee& tracee, int signal, int event);
  void handle_exec(pid_t thread);
  void handle_event_stop(pid_t thread, Tracee& tracee, int signal);
  void handle_trap_signal(pid_t thread, Tracee& tracee);
  void handle_illegal_instruction(pid_t thread, Tracee& tracee);
  void handle_trap(pid_t thread, Tracee& tracee);
  void handle_end(pid_t thread, const Tracee& tracee);

  [[nodiscard]] std::filesystem::path module_of(const Program& program,
                                                const std::filesystem::path& file) const;
  void tell_unseen(const std::filesystem::path& path);
  bool turns_endlessly(const Notification& notification, Program& program);
  bool is_endless(pid_t thread, const Program& program);
  bool start_host(pid_t thread, Tracee& tracee, const std::filesystem::path& executed);
  /// It executes `path`, which it sees itself as `executed`.
  void start_program(pid_t thread, Tracee& tracee, const std::filesystem::path& executed,
                     const std::filesystem::path& path);
  void run_host(pid_t thread, Tracee& tracee);
  void run_program(pid_t thread, Tracee& tracee);
  [[nodiscard]] bool asks_first() const;
  void ask(Tracee& tracee, Question question, const std::string& identity,
           const twin::Start& start);
  void run_watched(pid_t thread, Tracee& tracee);
  void interrupt(pid_t thread, Tracee& tracee, const PendingSignal& signal);
  void see_killed(pid_t thread, int signal);
  void tell_of_end(const Tracee& tracee, int signal, const std::string& parent) const;
  std::vector<uint64_t> settle(const std::optional<Answers::Arrival>& arrival);
  void start_answered(pid_t thread, Tracee& tracee, const TwinAnswer& answer);
  void answered(const Answers::Arrival& arrival);
  void count_host(const std::shared_ptr<Program>& program);
  void count_twin_at_start();
  void replace_at_start(pid_t thread, Tracee& tracee, const std::filesystem::path& twin);
  void replace_at_trap(pid_t thread, Tracee& tracee, const TwinAnswer& answer);
  bool replace(pid_t thread, Tracee& tracee, const Cleanness& state);
  void refuse(pid_t thread, Tracee& tracee, const Refusal& refusal);
  void let_run(pid_t thread, Tracee& tracee, int signal = 0);
  void leave(pid_t thread, int signal);
  void detach(pid_t thread, int signal = 0);
  bool forget(pid_t thread);

  const Options& options_;
  Report& report_;
  Surroundings surroundings_;
  Tracees tracees_;
  Watch watch_;
  Answers answers_;
  Questions questions_;
  Hosts hosts_;
  LeakCheckers leak_checkers_;
  Replacement replacement_;
  std::unordered_multimap<pid_t, uint64_t> attaching_; ///< calls that wait, by whom they are about
  std::vector<uint64_t> let_go_;                       ///< those that need not wait any more
  Repeats repeats_;
  bool has_told_unseen_ = false;
  std::chrono::steady_clock::time_point looked_; ///< for signals
  int end_by_ = 0;                               ///< the signal that everybody gets who waits
  std::unordered_set<std::string> watched_; ///< by Program::identity: those that ran as they are
};

} // namespace crossrc::supervise
