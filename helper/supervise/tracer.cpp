#include "supervise/tracer.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "supervise/loader.hpp"
#include "supervise/other_root.hpp"
#include "supervise/remote.hpp"
#include "twin/audit.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fmt/format.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::supervise {
namespace {

// Threads are traced with their program; children too, so that a trap in one that never executes
// anything else can be told. Without EXITKILL: if the supervisor dies, programs go on alone.
constexpr unsigned long k_foreseen_options =
    PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK;
constexpr unsigned long k_trace_options = k_foreseen_options | PTRACE_O_TRACEEXEC;

/// False for a thread that knows others by other numbers than this process (pid_namespaces(7)).
bool has_our_numbers(pid_t thread) {
  return read_proc_link(thread, "ns/pid") == read_proc_link(::getpid(), "ns/pid");
}

/// True for a child of a watched program also before its first stop arrives here.
bool is_traced_here(pid_t thread) {
  const auto status = read_proc_record(thread, "status");
  return status && field_of(*status, "TracerPid") == static_cast<uint64_t>(::gettid());
}

} // namespace

Tracer::Tracer(const Options& options, Report& report, Surroundings surroundings)
    : options_(options), report_(report), surroundings_(std::move(surroundings)),
      watch_(options.twins), answers_(options.twins, options.twin_limit, options.master),
      questions_(options.twins, watch_, answers_), hosts_(watch_), replacement_(options) {}

Tracer::Course Tracer::let_go(const Notification& notification) {
  const pid_t thread = notification.to_be_traced;
  if (!has_our_numbers(notification.thread)) return Course::pass;
  const auto known = tracees_.find(thread);
  if (known == tracees_.end() && !is_traced_here(thread)) return Course::pass;
  Tracee& tracee = known == tracees_.end() ? adopt(thread, tracees_) : known->second;
  if (thread != notification.thread && !tracee.may_be_let_go()) return Course::pass;
  tracee.state = State::let_go;
  ::ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr);
  if (thread == notification.thread) return Course::turn_back;
  attaching_.emplace(thread, notification.id);
  return Course::hold;
}

bool Tracer::has_asked_for(pid_t thread) const {
  const auto tracee = tracees_.find(thread);
  return tracee != tracees_.end() &&
         (tracee->second.state == State::repeating || tracee->second.state == State::injecting ||
          tracee->second.state == State::rerunning);
}

Tracer::Course Tracer::consider(const Notification& notification, const std::string& path,
                                const Listener& listener) {
  const pid_t thread = notification.thread;
  if (questions_.is_one(path)) {
    const auto asking = tracees_.find(thread);
    const auto program = asking == tracees_.end() ? nullptr : asking->second.program;
    return questions_.consider(notification, program) ? Course::hold : Course::pass;
  }
  if (const auto tracee = tracees_.find(thread); tracee != tracees_.end())
    return make_see(thread, tracee->second);
  const auto found = watch_.find(notification, path);
  if (!found && !hosts_.may_be(notification, path)) return Course::pass;
  std::shared_ptr<Program> program;
  // Of a script's interpreter the kernel makes the arguments.
  if (found && !found->is_interpreter) program = program_at_execve(notification, found->program);
  const TwinAnswer* known = program ? answers_.find(program->identity) : nullptr;
  const bool has_twin =
      known != nullptr && !known->twin.empty() && !turns_endlessly(notification, *program);
  const bool is_foreseen = program && !has_twin && watched_.contains(program->identity) &&
                           complete_at_execve(*program, notification, surroundings_);
  if (!listener.is_waiting(notification.id) || !seize(thread, path, is_foreseen))
    return Course::pass;
  Tracee& tracee = tracees_.try_emplace(thread).first->second;
  if (is_foreseen) {
    tracee.program = std::move(program);
    tracee.sees_execs = false;
    report_.ran();
  }
  return has_twin ? turn_to_twin(thread, tracee, *known, path) : Course::pass;
}

bool Tracer::turns_endlessly(const Notification& notification, Program& program) {
  auto argv = read_string_array(notification.thread, notification.arguments, notification.is_32bit);
  if (argv) program.argv = std::move(*argv);
  return is_endless(notification.thread, program);
}

/// A program that would be watched as it is need not stop after its execve: a stop takes as long as
/// all the rest.
bool Tracer::seize(pid_t thread, const std::string& path, bool is_foreseen) {
  const unsigned long options = is_foreseen ? k_foreseen_options : k_trace_options;
  if (::ptrace(PTRACE_SEIZE, thread, nullptr, options) == 0) return true;
  if (errno != ESRCH)
    Report::warn(fmt::format("cannot watch \"{}\": {}", path, std::strerror(errno)));
  return false;
}

Tracer::Course Tracer::turn_to_twin(pid_t thread, Tracee& tracee, const TwinAnswer& known,
                                    const std::string& path) {
  tracee.twin = known.twin;
  tracee.name = fs::path(path).filename();
  tracee.state = State::turning_back;
  ::ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr);
  return Course::turn_back;
}

/// A watched program executes another, in its own process.
Tracer::Course Tracer::make_see(pid_t thread, Tracee& tracee) {
  if (tracee.sees_execs) return Course::pass;
  tracee.state = State::coming_to_see;
  ::ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr);
  return Course::turn_back;
}

/// To be called in a stop.
void Tracer::see_execs(pid_t thread, Tracee& tracee) {
  if (std::exchange(tracee.sees_execs, true)) return;
  ::ptrace(PTRACE_SETOPTIONS, thread, nullptr, k_trace_options);
}

/// To be called in the stop for a SIGILL that a handler of its own will get.
void Tracer::see_end(pid_t thread, Tracee& tracee) {
  tracee.has_caught = true;
  ::ptrace(PTRACE_SETOPTIONS, thread, nullptr, k_trace_options | PTRACE_O_TRACEEXIT);
}

bool Tracer::handle(pid_t thread, int status) {
  if (WIFSIGNALED(status)) see_killed(thread, WTERMSIG(status));
  if (WIFEXITED(status) || WIFSIGNALED(status)) return forget(thread);
  if (!WIFSTOPPED(status)) return false;
  if (!tracees_.contains(thread)) see_execs(thread, adopt(thread, tracees_));
  const int event = status >> 16;
  if (tracees_.at(thread).state == State::let_go) {
    leave(thread, event == 0 ? WSTOPSIG(status) : 0);
  } else if (event == PTRACE_EVENT_EXEC) {
    handle_exec(thread);
  } else {
    handle_stop(thread, tracees_.at(thread), WSTOPSIG(status), event);
  }
  return true;
}

void Tracer::handle_stop(pid_t thread, Tracee& tracee, int signal, int event) {
  switch (event) {
  case PTRACE_EVENT_STOP:
    handle_event_stop(thread, tracee, signal);
    return;
  case PTRACE_EVENT_FORK:
  case PTRACE_EVENT_VFORK:
    if (tracee.program) tracee.program->has_forked = true;
    let_run(thread, tracee);
    return;
  case PTRACE_EVENT_EXIT:
    handle_end(thread, tracee);
    let_run(thread, tracee);
    return;
  case 0:
    break;
  default:
    let_run(thread, tracee);
    return;
  }
  if (signal == SIGTRAP) {
    handle_trap_signal(thread, tracee);
  } else if (signal == SIGILL && tracee.program) {
    handle_illegal_instruction(thread, tracee);
  } else {
    let_run(thread, tracee, signal);
  }
}

void Tracer::handle_event_stop(pid_t thread, Tracee& tracee, int signal) {
  if (signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU) {
    ::ptrace(PTRACE_LISTEN, thread, nullptr, nullptr); // stays stopped, as job control wants it
    return;
  }
  if (tracee.state == State::coming_to_see) {
    tracee.state = State::running;
    see_execs(thread, tracee);
  } else if (tracee.state == State::turning_back) {
    tracee.state = State::running;
    if (tracee.injection.repeat_execve(thread, replacement_.called(tracee.twin, tracee.name))) {
      tracee.state = State::repeating;
      return;
    }
  } else if (tracee.state == State::leaving_execve) {
    if (replace(thread, tracee, untouched(tracee.program->start))) return;
    Report::warn(fmt::format("cannot start the twin of \"{}\"", tracee.program->path.native()));
    tracee.state = State::running;
  }
  let_run(thread, tracee);
}

void Tracer::handle_trap_signal(pid_t thread, Tracee& tracee) {
  if (tracee.state == State::injecting) {
    if (tracee.injection.advance(thread) != Injection::Step::failed) return;
    refuse(thread, tracee, {"its process would not execute another program", k_avoid});
  } else if (tracee.state == State::repeating) {
    tracee.injection.advance(thread); // it failed: its own call is next
    let_run(thread, tracee);
  } else if (tracee.state == State::loading && tracee.breakpoint.take_away(thread)) {
    tracee.program->at_entry = traffic_of(thread);
    tracee.state = State::running;
    let_run(thread, tracee);
  } else {
    let_run(thread, tracee, SIGTRAP);
  }
}

void Tracer::handle_exec(pid_t thread) {
  Tracee& tracee = tracees_[thread] = take_executor(thread, tracees_);
  const fs::path executed = read_proc_link(thread, "exe");
  const fs::path path = watch_.has_other_roots()
                            ? executed_program(thread, executed, options_.twins.toolchain.sysroot)
                            : executed;
  if (tracee.state == State::repeating) tracee.injection.give_back_signals(thread);
  if (tracee.state == State::repeating && path == tracee.twin) {
    report_.ran();
    count_twin_at_start();
    tracee.program = as_twin({}, path);
    tracee.state = State::running;
  } else if (tracee.state == State::injecting) {
    tracee.state = State::rerunning; // the helper; the twin comes next
  } else if (tracee.state == State::rerunning && executed == tracee.twin) {
    tracee.program = as_twin(*tracee.program, path);
    tracee.state = State::running;
  } else if (watch_.covers(path) || is_loader(path)) {
    tracee = Tracee{};
    start_program(thread, tracee, executed, path);
    return;
  } else {
    if (!start_host(thread, tracee, path)) detach(thread);
    return;
  }
  let_run(thread, tracee);
}

void Tracer::let_run(pid_t thread, Tracee& tracee, int signal) {
  if (tracee.waits()) tracee.state = State::running;
  ::ptrace(PTRACE_CONT, thread, nullptr, static_cast<long>(signal));
}

/// In whatever stop it is: somebody else wants it.
void Tracer::leave(pid_t thread, int signal) {
  EntryBreakpoint& breakpoint = tracees_.at(thread).breakpoint;
  const bool is_ours = signal == SIGTRAP && breakpoint.take_away(thread);
  if (!is_ours) breakpoint.withdraw(thread);
  detach(thread, is_ours ? 0 : signal);
}

void Tracer::detach(pid_t thread, int signal) {
  ::ptrace(PTRACE_DETACH, thread, nullptr, static_cast<long>(signal));
  forget(thread);
}

/// Whoever waited for it to be let go can go on.
bool Tracer::forget(pid_t thread) {
  const auto [first, last] = attaching_.equal_range(thread);
  for (auto call = first; call != last; ++call) let_go_.push_back(call->second);
  attaching_.erase(first, last);
  return tracees_.erase(thread) > 0;
}

} // namespace crossrc::supervise
