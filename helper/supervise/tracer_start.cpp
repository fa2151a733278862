// Tracer: what it does right after an execve, before the program has run an instruction of its own.
#include "supervise/loader.hpp"
#include "supervise/tracer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/ptrace.h>

namespace fs = std::filesystem;

namespace crossrc::supervise {

/// At the stop right after its execve: lets a program of the builder's run, watched, if it may load
/// what the package has built.
bool Tracer::start_host(pid_t thread, Tracee& tracee, const fs::path& executed) {
  auto program = read_program(thread, executed, "", surroundings_);
  if (!program || !hosts_.may_be(*program)) return false;
  tracee = Tracee{};
  tracee.program = std::move(program);
  tracee.program->is_host = true;
  run_host(thread, tracee);
  return true;
}

void Tracer::run_host(pid_t thread, Tracee& tracee) {
  const Program& program = *tracee.program;
  if (hosts_.is_known(program)) {
    report_.ran();
    count_twin_at_start();
    replace_at_start(thread, tracee, program.path);
    return;
  }
  const auto question = asks_first() ? hosts_.question(program) : std::nullopt;
  const TwinAnswer* known = question ? answers_.find(*question) : nullptr;
  if (question && known == nullptr) {
    ask(tracee, Question::audit_library_if_needed, *question, {});
  } else if (known != nullptr && !known->twin.empty()) {
    replace_at_start(thread, tracee, program.path);
  } else {
    run_watched(thread, tracee);
  }
}

void Tracer::start_program(pid_t thread, Tracee& tracee, const fs::path& executed,
                           const fs::path& path) {
  const fs::path& sysroot = options_.twins.toolchain.sysroot;
  tracee.program = read_program(thread, path, sysroot, surroundings_);
  if (!tracee.program) tell_unseen(path);
  if (tracee.program && path != executed) load_from_root(*tracee.program, sysroot);
  if (!tracee.program || tracee.program->identity.empty() || !watch_.covers(tracee.program->path) ||
      leak_checkers_.contain(*tracee.program)) {
    detach(thread);
    return;
  }
  report_.ran();
  run_program(thread, tracee);
}

/// It is there, since it is in a stop.
void Tracer::tell_unseen(const fs::path& path) {
  if (std::exchange(has_told_unseen_, true)) return;
  Report::warn(
      fmt::format("cannot see in /proc how \"{}\" was started, as without CAP_SYS_PTRACE; it "
                  "and others are not rerun",
                  path.native()));
}

/// At the stop right after its execve: starts the program, or its twin instead, or finds out.
void Tracer::run_program(pid_t thread, Tracee& tracee) {
  const Program& program = *tracee.program;
  const TwinAnswer* known = answers_.find(program.identity);
  if (known != nullptr && !known->twin.empty() && is_endless(thread, program)) {
    run_watched(thread, tracee);
  } else if (known != nullptr && !known->twin.empty()) {
    count_twin_at_start();
    replace_at_start(thread, tracee, known->twin);
  } else if (known == nullptr && asks_first()) {
    ask(tracee, options_.policy == Policy::eager ? Question::twin : Question::twin_if_foreign,
        program.identity, {program.path, program.loading});
  } else {
    run_watched(thread, tracee);
  }
}

/// Its twin is about to start.
bool Tracer::is_endless(pid_t thread, const Program& program) {
  repeats_.count(thread, fmt::format("{}\n{}", program.identity, fmt::join(program.argv, "\n")));
  return repeats_.is_endless(thread);
}

bool Tracer::asks_first() const {
  return options_.policy == Policy::automatic || options_.policy == Policy::eager;
}

void Tracer::ask(Tracee& tracee, Question question, const std::string& identity,
                 const twin::Start& start) {
  tracee.wait(State::waiting_to_run);
  tracee.asked = identity;
  answers_.ask(question, identity, start);
}

/// Likewise: as it is.
void Tracer::run_watched(pid_t thread, Tracee& tracee) {
  if (!tracee.program->is_host) watched_.insert(tracee.program->identity);
  if (tracee.program->start.has_input_stream() && tracee.breakpoint.plant(thread)) {
    tracee.state = State::loading;
  }
  let_run(thread, tracee);
}

/// It asked from its start, before anybody knew that it loads something foreign.
void Tracer::count_host(const std::shared_ptr<Program>& program) {
  if (!program || !program->is_host || hosts_.is_known(*program)) return;
  hosts_.learn(*program);
  report_.ran();
  count_twin_at_start();
}

void Tracer::count_twin_at_start() {
  if (options_.policy != Policy::eager) report_.trapped(); // it did before, or was seen to have to
  report_.rerun();
}

void Tracer::replace_at_start(pid_t thread, Tracee& tracee, const fs::path& twin) {
  // Here the thread is still inside execve, whose return would overwrite the registers: it has to
  // stop once more on its way out.
  tracee.twin = twin;
  tracee.state = State::leaving_execve;
  ::ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr);
  ::ptrace(PTRACE_CONT, thread, nullptr, nullptr);
}

} // namespace crossrc::supervise
