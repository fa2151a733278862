#pragma once

#include "supervise/injection.hpp"
#include "supervise/report.hpp"
#include "supervise/snapshot.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crossrc::supervise {

/// A program of the tree while it runs: shared by its threads and by the children it forks.
struct Program {
  std::filesystem::path path;
  std::string identity; ///< see twin/identity.hpp
  std::vector<std::string> argv;
  std::vector<std::string> environment;
  std::string library_path; ///< LD_LIBRARY_PATH as it was started with
  std::optional<Snapshot> start;
  std::optional<Traffic> at_entry;    ///< when its loader was done
  std::optional<Cleanness> first_ill; ///< as it stood when its own handler got a SIGILL
  uint64_t first_ill_at = 0;          ///< and the instruction's address
  bool is_twin = false;
  bool has_forked = false;
};

/// One thread under ptrace.
struct Tracee {
  enum class State {
    running,         ///< and stops only for its signals and events
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
  Injection injection;
  std::filesystem::path twin; ///< in states injecting and rerunning
  Trap trap;                  ///< in state waiting_to_trap
  Cleanness cleanness;        ///< likewise
  uint64_t breakpoint = 0;    ///< in state loading: its address, and what was there
  long covered = 0;
};

} // namespace crossrc::supervise
