#include "supervise/breakpoint.hpp"

#include "supervise/injection.hpp"
#include "supervise/remote.hpp"

#include <cerrno>
#include <cstring>
#include <elf.h>
#include <sys/ptrace.h>

namespace crossrc::supervise {
namespace {

constexpr long k_int3 = 0xcc;

/// `width` is that of a word of the process: the vector has pairs of them.
uint64_t entry_point(pid_t thread, size_t width) {
  const auto vector = read_proc_file(thread, "auxv");
  if (!vector) return 0;
  for (size_t at = 0; at + 2 * width <= vector->size(); at += 2 * width) {
    uint64_t type = 0;
    uint64_t value = 0;
    std::memcpy(&type, vector->data() + at, width); // little endian: the low bytes
    std::memcpy(&value, vector->data() + at + width, width);
    if (type == AT_ENTRY) return value;
  }
  return 0;
}

} // namespace

bool EntryBreakpoint::plant(pid_t thread) {
  user_regs_struct registers{};
  if (::ptrace(PTRACE_GETREGS, thread, nullptr, &registers) != 0) return false;
  const uint64_t address = entry_point(thread, runs_32bit_code(registers) ? 4 : 8);
  if (address == 0) return false;
  errno = 0;
  const long word = ::ptrace(PTRACE_PEEKTEXT, thread, address, nullptr);
  if (errno != 0) return false;
  if (::ptrace(PTRACE_POKETEXT, thread, address, (word & ~0xffL) | k_int3) != 0) return false;
  address_ = address;
  covered_ = word;
  return true;
}

bool EntryBreakpoint::take_away(pid_t thread) {
  user_regs_struct registers{};
  if (address_ == 0 || ::ptrace(PTRACE_GETREGS, thread, nullptr, &registers) != 0 ||
      registers.rip != address_ + 1) {
    return false;
  }
  ::ptrace(PTRACE_POKETEXT, thread, address_, covered_);
  registers.rip = address_;
  ::ptrace(PTRACE_SETREGS, thread, nullptr, &registers);
  address_ = 0;
  return true;
}

void EntryBreakpoint::withdraw(pid_t thread) {
  if (address_ == 0) return;
  ::ptrace(PTRACE_POKETEXT, thread, address_, covered_);
  address_ = 0;
}

} // namespace crossrc::supervise
