// Tracer: what becomes of a SIGILL.
#include "base/file.hpp"
#include "supervise/remote.hpp"
#include "supervise/tracer.hpp"
#include "twin/audit.hpp"

#include <csignal>
#include <sys/ptrace.h>

namespace fs = std::filesystem;

namespace crossrc::supervise {

void Tracer::handle_illegal_instruction(pid_t thread, Tracee& tracee) {
  Program& program = *tracee.program;
  if (!program.is_seen && !is_what_runs(program, thread)) { // its execve failed, or found another
    let_run(thread, tracee, SIGILL);
    return;
  }
  see_execs(thread, tracee);
  const auto instruction = read_illegal_instruction(thread);
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
  tracee.trap = describe(*instruction, program.path);
  if (instruction->is_caught) {
    if (!program.is_twin) see_end(thread, tracee);
    // A CPU probe goes on from its handler. One that only prints and dies comes here again.
    program.first_ill = tracee.cleanness;
    program.first_ill_at = instruction->address;
    let_run(thread, tracee, SIGILL);
    return;
  }
  tracee.has_caught = false;
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
  if (const auto refusal = why_not_again(tracee, repeats_.is_endless(group_of(thread)))) {
    refuse(thread, tracee, *refusal);
    return;
  }
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
  } else if (tracee.program->tried.insert(tracee.asked);
             replace(thread, tracee, tracee.cleanness)) {
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

/// In the stop before its end: if its handler has given up, that was a trap.
void Tracer::handle_end(pid_t thread, const Tracee& tracee) {
  if (!tracee.has_caught || !fails_in_handler(thread)) return;
  const TwinAnswer* known = answers_.find(tracee.module.empty() ? tracee.program->identity
                                                                : library_identity(tracee.module));
  const Refusal refusal = known != nullptr && !known->reason.empty()
                              ? no_twin(tracee, known->reason)
                              : Refusal{"it has ended in its own handler", k_start_as_twin};
  report_.trapped();
  report_.failed(tracee.trap, refusal.reason, std::string(refusal.advice));
}

void Tracer::refuse(pid_t thread, Tracee& tracee, const Refusal& refusal) {
  report_.failed(tracee.trap, refusal.reason, std::string(refusal.advice));
  tracee.state = State::running;
  let_run(thread, tracee, SIGILL);
}

} // namespace crossrc::supervise
