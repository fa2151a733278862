// Making a stopped process execute another program, without touching its stack or its code.
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <sys/user.h>
#include <vector>

namespace crossrc::supervise {

/// Some system calls through the vDSO's own syscall instruction: fcntl for descriptors that the
/// execve would close, mmap for a place to write to, then execve. Nothing of the program changes
/// until the execve has succeeded: its red zone, a stack that is almost full or bogus, and threads
/// do not matter.
///
/// Each step ends in a ptrace stop that the supervisor waits for along with everything else: the
/// injected execve itself is announced to the listener of the same supervisor.
class Injection {
public:
  enum class Step { none, keeping, mapping, executing, failed };

  /// Takes the registers of `thread`, which is in a ptrace stop outside of any system call, and
  /// starts the first call. False where it cannot: the thread is as it was. `kept`: descriptors
  /// that are to stay open, but are marked with FD_CLOEXEC.
  bool start(pid_t thread, std::vector<std::string> argv, std::vector<int> kept);

  /// For `thread` in a ptrace stop on its way out of an execve or execveat that was not made:
  /// makes it again, of `program`, with the arguments and the environment that it had. One step;
  /// where it fails, the thread makes its own call as soon as it goes on. The string is written
  /// where a signal's frame would be: the caller may be a vfork child, in its parent's memory.
  bool repeat_execve(pid_t thread, const std::string& program);

  /// To be called at the stop after a successful execve: signals are as they were before.
  void give_back_signals(pid_t thread) const;

  /// To be called at the stop that ends a step (SIGTRAP from single-stepping). After the last
  /// there is no such stop but PTRACE_EVENT_EXEC. Step::failed: the thread is as it was at start,
  /// and stopped.
  Step advance(pid_t thread);

  [[nodiscard]] Step step() const { return step_; }

private:
  bool take_over(pid_t thread);
  bool call_next(pid_t thread);
  bool call(pid_t thread, uint64_t number, const std::vector<uint64_t>& arguments);
  bool prepare_execve(pid_t thread, uint64_t memory);
  Step fail(pid_t thread);

  Step step_ = Step::none;
  user_regs_struct saved_{};
  uint64_t saved_mask_ = 0;
  uint64_t instruction_ = 0; ///< address of a syscall instruction (int 0x80 for a 32-bit process)
  bool is_32bit_ = false;
  std::vector<std::string> argv_;
  std::vector<int> kept_; ///< those that are still marked
};

/// True if the thread, in a ptrace stop, executes 32-bit code.
bool runs_32bit_code(const user_regs_struct& registers);

} // namespace crossrc::supervise
