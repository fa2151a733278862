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
constexpr unsigned long k_trace_options =
    PTRACE_O_TRACEEXEC | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK;

} // namespace

Tracer::Tracer(const Options& options, Report& report, Surroundings surroundings)
    : options_(options), report_(report), surroundings_(std::move(surroundings)),
      watch_(options.twins), answers_(options.twins, options.twin_limit, options.master),
      questions_(options.twins, watch_, answers_), hosts_(watch_), replacement_(options) {}

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
  if (questions_.is_one(path)) {
    const auto asking = tracees_.find(thread);
    const auto program = asking == tracees_.end() ? nullptr : asking->second.program;
    return questions_.consider(notification, program) ? Course::hold : Course::pass;
  }
  if (tracees_.contains(thread)) return Course::pass;
  const auto found = watch_.find(notification, path);
  if ((!found && !hosts_.may_be(notification, path)) || !listener.is_waiting(notification.id))
    return Course::pass;
  if (::ptrace(PTRACE_SEIZE, thread, nullptr, k_trace_options) != 0) {
    if (errno != ESRCH) {
      Report::warn(fmt::format("cannot watch \"{}\": {}", path, std::strerror(errno)));
    }
    return Course::pass;
  }
  Tracee& tracee = tracees_.try_emplace(thread).first->second;
  if (!found || found->is_interpreter) return Course::pass; // the kernel makes its arguments
  const TwinAnswer* known = answers_.find(identity_at_execve(notification, found->program));
  if (known == nullptr || known->twin.empty()) return Course::pass;
  tracee.twin = known->twin;
  tracee.name = fs::path(path).filename();
  tracee.state = State::turning_back;
  ::ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr);
  return Course::turn_back;
}

bool Tracer::handle(pid_t thread, int status) {
  if (WIFEXITED(status) || WIFSIGNALED(status)) return tracees_.erase(thread) > 0;
  if (!WIFSTOPPED(status)) return false;
  if (!tracees_.contains(thread)) adopt(thread, tracees_);
  const int event = status >> 16;
  if (event == PTRACE_EVENT_EXEC) {
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

std::vector<uint64_t> Tracer::handle_readable(int descriptor) {
  return settle(answers_.receive(descriptor));
}

std::vector<uint64_t> Tracer::give_up_late_twin() {
  return settle(answers_.give_up_late());
}

std::vector<uint64_t> Tracer::settle(const std::optional<Answers::Arrival>& arrival) {
  if (!arrival) return {};
  answered(*arrival);
  return questions_.answered(arrival->identity);
}

void Tracer::answered(const Answers::Arrival& arrival) {
  const TwinAnswer& answer = arrival.answer;
  if (!answer.warning.empty()) Report::warn(answer.warning);
  bool told = answer.twin.empty();
  if (const auto library = questions_.library(arrival.identity); library && !told) {
    told = true;
    report_.made_twin({*library, "", answer.instruction}, answer.seconds, Report::Use::library);
    count_host(questions_.asking(arrival.identity));
  }
  for (auto& [thread, tracee] : tracees_) {
    if (!tracee.program || tracee.asked != arrival.identity) continue;
    if (tracee.state == State::waiting_to_run && tracee.program->is_host) {
      tracee.state = State::running;
      run_host(thread, tracee);
    } else if (tracee.state == State::waiting_to_run) {
      if (!std::exchange(told, true)) {
        report_.made_twin({tracee.program->path, "", answer.instruction}, answer.seconds,
                          Report::Use::foreseen);
      }
      tracee.state = State::running;
      run_program(thread, tracee);
    } else if (tracee.state == State::waiting_to_trap) {
      if (!std::exchange(told, true)) {
        report_.made_twin(tracee.trap, answer.seconds,
                          tracee.module.empty() ? Report::Use::rerun : Report::Use::in_a_host);
      }
      replace_at_trap(thread, tracee, answer);
    }
  }
}

void Tracer::handle_illegal_instruction(pid_t thread, Tracee& tracee) {
  const auto instruction = read_illegal_instruction(thread);
  Program& program = *tracee.program;
  // Its handler has printed something, and goes back to the instruction to die of it.
  tracee.module = module_of(program, instruction ? instruction->file : fs::path());
  if (program.is_host && tracee.module.empty()) { // the builder's own affair
    let_run(thread, tracee, SIGILL);
    return;
  }
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

/// The library of the tree, and no twin, that a host or a twin has opened and that holds its trap.
fs::path Tracer::module_of(const Program& program, const fs::path& file) const {
  const bool counts = (program.is_host || program.is_twin) && watch_.covers(file) &&
                      file != program.path && !is_below(file, options_.twins.directory);
  return counts ? file : fs::path();
}

void Tracer::handle_trap(pid_t thread, Tracee& tracee) {
  if (tracee.program->is_host && !tracee.program->is_twin) report_.ran();
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
  const Program& program = *tracee.program;
  const bool is_module = !tracee.module.empty();
  tracee.asked = is_module ? library_identity(tracee.module) : program.identity;
  const TwinAnswer* known = answers_.find(tracee.asked);
  if (known != nullptr && (!known->twin.empty() || !known->reason.empty())) {
    replace_at_trap(thread, tracee, *known);
    return;
  }
  tracee.wait(State::waiting_to_trap);
  answers_.ask(is_module ? Question::library_twin : Question::twin, tracee.asked,
               {is_module ? tracee.module : program.path, program.loading});
}

void Tracer::replace_at_trap(pid_t thread, Tracee& tracee, const TwinAnswer& answer) {
  const Program& program = *tracee.program;
  tracee.twin = tracee.module.empty() ? answer.twin : program.path;
  if (program.is_host) hosts_.learn(program);
  if (answer.twin.empty()) {
    refuse(thread, tracee, no_twin(tracee, answer.reason));
  } else if (!tracee.program->start.limits.give_to(thread)) {
    refuse(thread, tracee, {"its resource limits cannot be put back", k_start_as_twin});
  } else if (replace(thread, tracee, tracee.cleanness)) {
    report_.rerun();
  } else {
    refuse(thread, tracee, {"its process would not execute another program", k_avoid});
  }
}

/// Makes it execute `tracee.twin`.
bool Tracer::replace(pid_t thread, Tracee& tracee, const Cleanness& state) {
  const Program& program = *tracee.program;
  return replacement_.start(
      thread, tracee,
      program.is_host ? twin::with_audit_library(program.environment, options_.twins.directory)
                      : program.environment,
      state);
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
