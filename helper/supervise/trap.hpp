// What a SIGILL of a watched program means, and whether the program can be started again.
#pragma once

#include "isa/instruction.hpp"
#include "supervise/report.hpp"
#include "supervise/tracee.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crossrc::supervise {

/// A SIGILL that a thread is about to get.
struct IllegalInstruction {
  uint64_t address = 0;
  std::string bytes; ///< of the code there
  std::string place; ///< `libmagic.so.1+0x1a2b`: file and offset; empty: in no file
  isa::Mode mode = isa::Mode::bits64;
  std::filesystem::path file; ///< the whole name of that file, or empty
  bool is_from_cpu = false;   ///< and not by kill(2), raise(3)
  bool is_caught = false;     ///< the program has a handler

  /// ud0, ud1, ud2: the program wants to die (__builtin_trap, UBSan, Rust's abort).
  [[nodiscard]] bool is_deliberate() const;
};

/// Nothing where the thread, in the stop for its signal, cannot be asked.
std::optional<IllegalInstruction> read_illegal_instruction(pid_t thread);

/// In the stop before its end (PTRACE_EVENT_EXIT): it ends by a signal or with a status that says
/// so, and from within a handler of SIGILL. Of a handler that does not block SIGILL nobody can
/// tell.
bool fails_in_handler(pid_t thread);

/// What to tell of it.
Trap describe(const IllegalInstruction& instruction, const std::filesystem::path& program);

/// What to try where a program is not started again.
inline constexpr std::string_view k_start_as_twin =
    "a rule with \"trap: eager\" for this package, which starts programs as their twins";
inline constexpr std::string_view k_avoid =
    "a rule with \"method: cross\", or with env: { CFLAGS: { remove: [\"-march=*\"] } } and its "
    "kind, for this package";

/// The same for a builder's program that loads what the package has built.
inline constexpr std::string_view k_build_for_builder =
    "a rule with \"isa: builder\" for this package, whose modules then have no foreign "
    "instructions";

/// The same for one that its parent does not give the time.
inline constexpr std::string_view k_more_time =
    "a longer time limit, or a rule with \"isa: builder\" for this package, whose programs then "
    "need no twins";

struct Refusal {
  std::string reason;
  std::string_view advice;
};

/// What there is to say, and to try, where there is no twin for `reason`.
Refusal no_twin(const Tracee& tracee, const std::string& reason);

/// Why the program that has trapped cannot be started again from the beginning, or nothing.
std::optional<Refusal> why_not_rerun(const Tracee& tracee);

/// Why it would only trap again. `is_endless`: as Repeats has it.
std::optional<Refusal> why_not_again(const Tracee& tracee, bool is_endless);

} // namespace crossrc::supervise
