// Tracer: while programs wait for their twins.
#include "supervise/pending.hpp"
#include "supervise/remote.hpp"
#include "supervise/tracer.hpp"

#include <csignal>
#include <fmt/format.h>
#include <sys/ptrace.h>

namespace crossrc::supervise {
namespace {

constexpr std::chrono::milliseconds k_look_again{50}; // the kernel tells nobody of such signals

/// What `thread` has been started by.
pid_t parent_of(pid_t thread) {
  const auto status = read_proc_record(thread, "status");
  return status ? static_cast<pid_t>(field_of(*status, "PPid")) : 0;
}

} // namespace

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
    if (tracee.state == State::waiting_to_run) {
      if (!tracee.program->is_host && !std::exchange(told, true)) {
        report_.made_twin({tracee.program->path, "", answer.instruction}, answer.seconds,
                          Report::Use::foreseen);
      }
      tracee.state = State::running;
      start_answered(thread, tracee, answer);
    } else if (tracee.state == State::waiting_to_trap) {
      if (!std::exchange(told, true)) {
        report_.made_twin(tracee.trap, answer.seconds,
                          tracee.module.empty() ? Report::Use::rerun : Report::Use::in_a_host);
      }
      replace_at_trap(thread, tracee, answer);
    }
  }
}

void Tracer::start_answered(pid_t thread, Tracee& tracee, const TwinAnswer& answer) {
  if (answer.is_passing)
    run_watched(thread, tracee); // or it would be asked for at once
  else if (tracee.program->is_host)
    run_host(thread, tracee);
  else
    run_program(thread, tracee);
}

int Tracer::milliseconds_to_wait() const {
  const int least = answers_.milliseconds_to_wait();
  const auto look = static_cast<int>(k_look_again.count());
  return least >= 0 ? std::min(least, look) : least; // nobody waits where there is no job
}

std::vector<uint64_t> Tracer::attend_who_waits() {
  if (answers_.descriptors().empty()) return {};
  answers_.tell_slow();
  const auto now = std::chrono::steady_clock::now();
  if (now - looked_ < k_look_again) return {};
  looked_ = now;
  for (auto& [thread, tracee] : tracees_) {
    if (!tracee.waits()) continue;
    if (end_by_ != 0) ::kill(thread, end_by_);
    if (const auto signal = pending_signal(thread)) interrupt(thread, tracee, *signal);
  }
  return questions_.take_interrupted();
}

void Tracer::command_was_ended(int signal) {
  if (asks_to_end(signal)) end_by_ = signal;
}

/// It may die of the signal, or go on in its handler, as if its twin were there.
void Tracer::interrupt(pid_t thread, Tracee& tracee, const PendingSignal& signal) {
  if (signal.is_caught && !asks_to_end(signal.number)) return;
  if (signal.sender != 0 && signal.sender == parent_of(thread)) {
    tell_of_end(tracee, signal.number, name_of(signal.sender));
  }
  tracee.was_interrupted = tracee.state == State::waiting_to_trap;
  tracee.state = State::running;
  ::ptrace(PTRACE_CONT, thread, nullptr, nullptr);
}

/// Nobody sees SIGKILL come.
void Tracer::see_killed(pid_t thread, int signal) {
  const auto tracee = tracees_.find(thread);
  if (signal != SIGKILL || tracee == tracees_.end() || !tracee->second.waits()) return;
  tell_of_end(tracee->second, signal, "");
}

void Tracer::tell_of_end(const Tracee& tracee, int signal, const std::string& parent) const {
  const bool has_trapped = tracee.state == State::waiting_to_trap;
  const std::chrono::duration<double> waited = tracee.waited();
  report_.ended(has_trapped ? tracee.trap : Trap{tracee.program->path, "", std::nullopt},
                fmt::format("{} ended it by {} after {:.0f} s of waiting for its twin{}",
                            parent.empty() ? "somebody" : fmt::format("its parent \"{}\"", parent),
                            ::sigabbrev_np(signal) == nullptr
                                ? "a signal"
                                : fmt::format("SIG{}", ::sigabbrev_np(signal)),
                            waited.count(), answers_.progress_of(tracee.asked)),
                std::string(k_more_time));
}

} // namespace crossrc::supervise
