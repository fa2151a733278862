#include "supervise/tracer.hpp"

#include "base/error.hpp"
#include "journal/tool.hpp"
#include "supervise/loader.hpp"
#include "supervise/macro_host.hpp"
#include "supervise/other_root.hpp"
#include "supervise/remote.hpp"

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
constexpr unsigned long k_trace_options =
    PTRACE_O_TRACEEXEC | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK;

std::shared_ptr<Program> as_twin(Program program, const fs::path& path) {
  program.path = path;
  program.is_twin = true;
  program.has_forked = false;
  return std::make_shared<Program>(std::move(program));
}

/// The identity that the program will have, while its caller still waits in execve.
std::string identity_of(const Notification& notification, const fs::path& program) {
  const auto environment =
      read_string_array(notification.thread, notification.environment, notification.is_32bit);
  if (!environment) return "";
  return identity_with(program,
                       loading_in(*environment, read_proc_link(notification.thread, "cwd")));
}

} // namespace

Tracer::Tracer(const Options& options, Report& report, Surroundings surroundings)
    : options_(options), report_(report), surroundings_(std::move(surroundings)),
      watch_(options.twins), answers_(options.twins), replacement_(options) {}

Tracer::Course Tracer::let_go(const Notification& notification) {
  const auto tracee = tracees_.find(notification.thread);
  if (tracee == tracees_.end()) return Course::pass;
  tracee->second.state = State::let_go;
  ::ptrace(PTRACE_INTERRUPT, notification.thread, nullptr, nullptr);
  return Course::turn_back;
}

Tracer::Course Tracer::consider(const Notification& notification, const std::string& path,
                                const Listener& listener) {
  const pid_t thread = notification.thread;
  if (tracees_.contains(thread)) return Course::pass;
  const auto found = watch_.find(notification, path);
  if ((!found && !will_load_macros(notification, path)) || !listener.is_waiting(notification.id))
    return Course::pass;
  if (::ptrace(PTRACE_SEIZE, thread, nullptr, k_trace_options) != 0) {
    if (errno != ESRCH) {
      Report::warn(fmt::format("cannot watch \"{}\": {}", path, std::strerror(errno)));
    }
    return Course::pass;
  }
  Tracee& tracee = tracees_.try_emplace(thread).first->second;
  if (!found || found->is_interpreter) return Course::pass; // the kernel makes its arguments
  const TwinAnswer* known = answers_.find(identity_of(notification, found->program));
  if (known == nullptr || known->twin.empty()) return Course::pass;
  tracee.twin = known->twin;
  tracee.state = State::turning_back;
  ::ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr);
  return Course::turn_back;
}

bool Tracer::handle(pid_t thread, int status) {
  if (WIFEXITED(status) || WIFSIGNALED(status)) return tracees_.erase(thread) > 0;
  if (!WIFSTOPPED(status)) return false;
  if (!tracees_.contains(thread)) adopt(thread);
  const int event = status >> 16;
  if (event == PTRACE_EVENT_EXEC) {
    handle_exec(thread);
  } else {
    handle_stop(thread, tracees_.at(thread), WSTOPSIG(status), event);
  }
  return true;
}

/// A thread or a child that the kernel attached: it shares its parent's program.
void Tracer::adopt(pid_t thread) {
  Tracee tracee;
  const auto status = read_proc_file(thread, "status");
  const pid_t group = status ? static_cast<pid_t>(field_of(*status, "Tgid")) : thread;
  const pid_t parent = status ? static_cast<pid_t>(field_of(*status, "PPid")) : 0;
  tracee.is_forked_child = group == thread;
  const auto from = tracees_.find(tracee.is_forked_child ? parent : group);
  if (from != tracees_.end()) {
    tracee.program = from->second.program;
    tracee.is_forked_child = tracee.is_forked_child || from->second.is_forked_child;
  }
  tracees_.emplace(thread, std::move(tracee));
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
  if (tracee.state == State::let_go) {
    detach(thread);
    return;
  }
  if (tracee.state == State::turning_back) {
    tracee.state = State::running;
    if (tracee.injection.repeat_execve(thread, tracee.twin)) {
      tracee.state = State::repeating;
      return;
    }
  } else if (tracee.state == State::leaving_execve) {
    if (replacement_.start(thread, tracee, tracee.twin, untouched(tracee.program->start))) return;
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

/// The tracee that executes: a thread that is not the leader takes the leader's place.
Tracee Tracer::take_executor(pid_t thread) {
  unsigned long former = 0;
  ::ptrace(PTRACE_GETEVENTMSG, thread, nullptr, &former);
  Tracee tracee = std::move(tracees_.at(thread));
  const auto entry = tracees_.find(static_cast<pid_t>(former));
  if (static_cast<pid_t>(former) != thread && entry != tracees_.end()) {
    tracee = std::move(entry->second);
    tracees_.erase(entry);
  }
  return tracee;
}

void Tracer::handle_exec(pid_t thread) {
  Tracee& tracee = tracees_[thread] = take_executor(thread);
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
  } else if (!watch_compiler(thread, tracee, path)) {
    detach(thread);
    return;
  }
  let_run(thread, tracee);
}

bool Tracer::will_load_macros(const Notification& notification, const std::string& path) const {
  if (journal::tool_of(path) != journal::Tool::rust) return false;
  const auto argv =
      read_string_array(notification.thread, notification.arguments, notification.is_32bit);
  return argv && loads_macros(path, *argv, read_proc_link(notification.thread, "cwd"), watch_);
}

/// At the stop right after its execve: lets it run, watched, if it is one that loads macros.
bool Tracer::watch_compiler(pid_t thread, Tracee& tracee, const fs::path& executed) {
  auto program = read_program(thread, executed, "", surroundings_);
  if (!program || !loads_macros(executed, program->argv, program->start.directory, watch_)) {
    return false;
  }
  tracee = Tracee{};
  tracee.program = std::move(program);
  tracee.program->hosts_macros = true;
  return true;
}

void Tracer::start_program(pid_t thread, Tracee& tracee, const fs::path& executed,
                           const fs::path& path) {
  const fs::path& sysroot = options_.twins.toolchain.sysroot;
  tracee.program = read_program(thread, path, sysroot, surroundings_);
  if (tracee.program && path != executed) load_from_root(*tracee.program, sysroot);
  if (!tracee.program || tracee.program->identity.empty() || !watch_.covers(tracee.program->path) ||
      leak_checkers_.contain(*tracee.program)) {
    detach(thread);
    return;
  }
  report_.ran();
  run_program(thread, tracee);
}

/// At the stop right after its execve: starts the program, or its twin instead, or finds out.
void Tracer::run_program(pid_t thread, Tracee& tracee) {
  const Program& program = *tracee.program;
  const TwinAnswer* known = answers_.find(program.identity);
  if (known != nullptr && !known->twin.empty()) {
    replace_at_start(thread, tracee, *known);
    return;
  }
  const bool asks = options_.policy == Policy::automatic || options_.policy == Policy::eager;
  if (known == nullptr && asks) {
    tracee.wait(State::waiting_to_run);
    answers_.ask(options_.policy == Policy::eager ? Question::twin : Question::twin_if_foreign,
                 program);
    return;
  }
  if (program.start.has_input_stream() && tracee.breakpoint.plant(thread)) {
    tracee.state = State::loading;
  }
  let_run(thread, tracee);
}

void Tracer::handle_readable(int descriptor) {
  if (const auto arrival = answers_.receive(descriptor)) answered(*arrival);
}

void Tracer::answered(const Answers::Arrival& arrival) {
  const TwinAnswer& answer = arrival.answer;
  if (!answer.warning.empty()) Report::warn(answer.warning);
  bool told = answer.twin.empty();
  for (auto& [thread, tracee] : tracees_) {
    if (!tracee.program || tracee.program->identity != arrival.identity) continue;
    if (tracee.state == State::waiting_to_run) {
      if (!std::exchange(told, true)) {
        report_.made_twin({tracee.program->path, "", answer.instruction}, answer.seconds, true);
      }
      tracee.state = State::running;
      run_program(thread, tracee);
    } else if (tracee.state == State::waiting_to_trap) {
      if (!std::exchange(told, true)) report_.made_twin(tracee.trap, answer.seconds, false);
      replace_at_trap(thread, tracee, answer);
    }
  }
}

void Tracer::count_twin_at_start() {
  if (options_.policy != Policy::eager) report_.trapped(); // it did before, or was seen to have to
  report_.rerun();
}

void Tracer::replace_at_start(pid_t thread, Tracee& tracee, const TwinAnswer& answer) {
  // Here the thread is still inside execve, whose return would overwrite the registers: it has to
  // stop once more on its way out.
  tracee.twin = answer.twin;
  tracee.state = State::leaving_execve;
  count_twin_at_start();
  ::ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr);
  ::ptrace(PTRACE_CONT, thread, nullptr, nullptr);
}

void Tracer::handle_illegal_instruction(pid_t thread, Tracee& tracee) {
  const auto instruction = read_illegal_instruction(thread);
  Program& program = *tracee.program;
  // Its handler has printed something, and goes back to the instruction to die of it.
  const bool is_second =
      instruction && program.first_ill && program.first_ill_at == instruction->address;
  if (!instruction || (!instruction->is_from_cpu && !is_second) || instruction->is_deliberate()) {
    let_run(thread, tracee, SIGILL);
    return;
  }
  tracee.cleanness = is_second
                         ? *program.first_ill
                         : check_clean(thread, program.start, program.at_entry, surroundings_);
  if (instruction->is_caught) {
    // A CPU probe goes on from its handler. One that only prints and dies comes here again.
    program.first_ill = tracee.cleanness;
    program.first_ill_at = instruction->address;
    let_run(thread, tracee, SIGILL);
    return;
  }
  tracee.trap = describe(*instruction, program.path);
  tracee.is_in_file = !instruction->place.empty();
  handle_trap(thread, tracee);
}

void Tracer::handle_trap(pid_t thread, Tracee& tracee) {
  report_.trapped();
  if (options_.policy == Policy::report) {
    report_.only_told(tracee.trap);
    let_run(thread, tracee, SIGILL);
    return;
  }
  if (const auto refusal = why_not_rerun(tracee)) {
    refuse(thread, tracee, *refusal);
    return;
  }
  const TwinAnswer* known = answers_.find(tracee.program->identity);
  if (known != nullptr && (!known->twin.empty() || !known->reason.empty())) {
    replace_at_trap(thread, tracee, *known);
  } else {
    tracee.wait(State::waiting_to_trap);
    answers_.ask(Question::twin, *tracee.program);
  }
}

void Tracer::replace_at_trap(pid_t thread, Tracee& tracee, const TwinAnswer& answer) {
  if (answer.twin.empty()) {
    refuse(thread, tracee, {fmt::format("no twin: {}", answer.reason), k_avoid});
  } else if (!tracee.program->start.limits.give_to(thread)) {
    refuse(thread, tracee, {"its resource limits cannot be put back", k_start_as_twin});
  } else if (replacement_.start(thread, tracee, answer.twin, tracee.cleanness)) {
    report_.rerun();
  } else {
    refuse(thread, tracee, {"its process would not execute another program", k_avoid});
  }
}

void Tracer::refuse(pid_t thread, Tracee& tracee, const Refusal& refusal) {
  report_.failed(tracee.trap, refusal.reason, std::string(refusal.advice));
  tracee.state = State::running;
  let_run(thread, tracee, SIGILL);
}

void Tracer::let_run(pid_t thread, Tracee& tracee, int signal) {
  if (tracee.state == State::waiting_to_run || tracee.state == State::waiting_to_trap) {
    tracee.state = State::running;
  }
  ::ptrace(PTRACE_CONT, thread, nullptr, static_cast<long>(signal));
}

void Tracer::detach(pid_t thread) {
  tracees_.erase(thread);
  ::ptrace(PTRACE_DETACH, thread, nullptr, nullptr);
}

} // namespace crossrc::supervise
