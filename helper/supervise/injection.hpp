// Making a stopped process execute another program, without touching its stack or its code.
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <sys/user.h>
#include <vector>

namespace crossrc::supervise {

/// Two system calls through the vDSO's own syscall instruction: mmap for a place to write to, then
/// execve. Nothing of the program changes until the execve has succeeded: its red zone, a stack
/// that is almost full or bogus, and threads do not matter.
///
/// Each step ends in a ptrace stop that the supervisor waits for along with everything else: the
/// injected execve itself is announced to the listener of the same supervisor.
class Injection {
public:
  enum class Step { none, mapping, executing, failed };

  /// Takes the registers of `thread`, which is in a ptrace stop outside of any system call, and
  /// starts the first call. False where it cannot: the thread is as it was.
  bool start(pid_t thread, std::vector<std::string> argv);

  /// To be called at the stop that ends a step (SIGTRAP from single-stepping). After the last
  /// there is no such stop but PTRACE_EVENT_EXEC. Step::failed: the thread is as it was at start,
  /// and stopped.
  Step advance(pid_t thread);

  [[nodiscard]] Step step() const { return step_; }

private:
  bool call(pid_t thread, uint64_t number, const std::vector<uint64_t>& arguments);
  bool prepare_execve(pid_t thread, uint64_t memory);
  Step fail(pid_t thread);

  Step step_ = Step::none;
  user_regs_struct saved_{};
  uint64_t saved_mask_ = 0;
  uint64_t instruction_ = 0; ///< address of a syscall instruction (int 0x80 for a 32-bit process)
  bool is_32bit_ = false;
  std::vector<std::string> argv_;
};

/// True if the thread, in a ptrace stop, executes 32-bit code.
bool runs_32bit_code(const user_regs_struct& registers);

} // namespace crossrc::supervise
