#pragma once

#include "supervise/breakpoint.hpp"
#include "supervise/injection.hpp"
#include "supervise/program.hpp"
#include "supervise/report.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace crossrc::supervise {

/// One thread under ptrace.
struct Tracee {
  enum class State {
    running,         ///< and stops only for its signals and events
    let_go,          ///< about to stop, and then not watched any more
    coming_to_see,   ///< about to leave an execve, and then to make it again with `sees_execs`
    turning_back,    ///< about to leave an execve that was not made, to execute the twin instead
    repeating,       ///< executes the twin instead
    loading,         ///< runs its loader: a breakpoint waits at its entry point
    waiting_to_run,  ///< stopped right after its execve, until its twin is there or known not to be
    waiting_to_trap, ///< stopped at its SIGILL, likewise
    leaving_execve,  ///< about to stop outside of the system call, to be replaced
    injecting,       ///< inside an Injection
    rerunning        ///< runs the helper that will execute the twin
  };

  State state = State::running;
  std::shared_ptr<Program> program;
  bool is_forked_child = false; ///< runs its parent's program on
  bool sees_execs = true;       ///< stops after its next execve
  Injection injection;
  EntryBreakpoint breakpoint;   ///< in state loading
  std::filesystem::path twin;   ///< what is to be executed, or just was
  std::string name;             ///< in state turning_back: what its process would be called
  std::string asked;            ///< in a state of waiting: what for, as Answers calls it
  std::filesystem::path module; ///< in state waiting_to_trap: the library of the tree that trapped
                                ///< in a host or a twin, or empty
  Trap trap;                    ///< in state waiting_to_trap, or with `has_caught`
  bool has_caught = false;      ///< a handler of its own has got the SIGILL
  bool is_in_file = true;       ///< likewise: and not in code that it has generated
  Cleanness cleanness;          ///< likewise
  bool was_interrupted = false; ///< a handler of its own got a signal while it was waiting to trap
  std::optional<std::chrono::steady_clock::time_point> waiting_since; ///< or has waited

  /// It does nothing but run: whoever attaches to it takes nothing away from a twin's start.
  [[nodiscard]] bool may_be_let_go() const {
    return state == State::running || state == State::loading || state == State::let_go;
  }
  [[nodiscard]] bool waits() const {
    return state == State::waiting_to_run || state == State::waiting_to_trap;
  }
  void wait(State waiting) {
    state = waiting;
    waiting_since = std::chrono::steady_clock::now();
  }
  [[nodiscard]] std::chrono::steady_clock::duration waited() const {
    return waiting_since ? std::chrono::steady_clock::now() - *waiting_since
                         : std::chrono::steady_clock::duration::zero();
  }
};

using Tracees = std::unordered_map<pid_t, Tracee>; ///< by thread

/// A thread or a child that the kernel attached: it shares its parent's program.
Tracee& adopt(pid_t thread, Tracees& tracees);

/// The tracee that executes: a thread that is not the leader takes the leader's place.
Tracee take_executor(pid_t thread, Tracees& tracees);

} // namespace crossrc::supervise
