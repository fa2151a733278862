#include "supervise/injection.hpp"

#include "base/text.hpp"
#include "supervise/remote.hpp"

#include <charconv>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

namespace crossrc::supervise {
namespace {

constexpr uint64_t k_user_code_32 = 0x23; // __USER32_CS
constexpr uint64_t k_mmap2_32 = 192;
constexpr uint64_t k_fcntl_32 = 55;
constexpr uint64_t k_execve_32 = 11;
constexpr uint64_t k_size = 65536;
constexpr uint64_t k_execveat_32 = 358;
constexpr uint64_t k_execveat_x32 = 0x40000000 + 545;
constexpr uint64_t k_call_size = 2; // of syscall and of int 0x80
constexpr uint64_t k_red_zone = 128;
constexpr uint64_t k_no_call = ~uint64_t{0};
constexpr uint64_t k_all_signals = ~uint64_t{0};

uint64_t find_in_vdso(pid_t thread, bool is_32bit) {
  const std::string_view wanted = is_32bit ? "\xcd\x80" : "\x0f\x05";
  const auto maps = read_proc_file(thread, "maps");
  if (!maps) return 0;
  for (const std::string_view line : split(*maps, '\n')) {
    if (!line.ends_with("[vdso]")) continue;
    uint64_t start = 0;
    uint64_t end = 0;
    const auto [dash, error] = std::from_chars(line.data(), line.data() + line.size(), start, 16);
    std::from_chars(dash + 1, line.data() + line.size(), end, 16);
    if (error != std::errc() || end <= start || end - start > (1U << 20U)) return 0;
    const size_t offset = read_memory(thread, start, end - start).find(wanted);
    return offset == std::string::npos ? 0 : start + offset;
  }
  return 0;
}

bool is_execveat(uint64_t call, bool is_32bit) {
  if (is_32bit) return call == k_execveat_32;
  return call == SYS_execveat || call == k_execveat_x32;
}

/// Where a system call takes its argument from (syscall(2)).
unsigned long long& argument_of(user_regs_struct& registers, size_t index, bool is_32bit) {
  using Field = unsigned long long user_regs_struct::*;
  constexpr Field wide[] = {&user_regs_struct::rdi, &user_regs_struct::rsi, &user_regs_struct::rdx,
                            &user_regs_struct::r10, &user_regs_struct::r8,  &user_regs_struct::r9};
  constexpr Field narrow[] = {&user_regs_struct::rbx, &user_regs_struct::rcx,
                              &user_regs_struct::rdx, &user_regs_struct::rsi,
                              &user_regs_struct::rdi, &user_regs_struct::rbp};
  return registers.*(is_32bit ? narrow[index] : wide[index]);
}

bool set_registers(pid_t thread, const user_regs_struct& registers) {
  return ::ptrace(PTRACE_SETREGS, thread, nullptr, &registers) == 0;
}

void set_mask(pid_t thread, uint64_t mask) {
  ::ptrace(static_cast<__ptrace_request>(PTRACE_SETSIGMASK), thread, sizeof mask, &mask);
}

void put_pointer(std::string& bytes, uint64_t value, size_t width) {
  for (size_t i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i));
}

/// True for the negated errno that a system call returns on failure.
bool is_failure(uint64_t result, bool is_32bit) {
  const auto value =
      is_32bit ? int64_t{static_cast<int32_t>(result)} : static_cast<int64_t>(result);
  return value < 0 && value > -4096;
}

} // namespace

bool runs_32bit_code(const user_regs_struct& registers) {
  return registers.cs == k_user_code_32;
}

bool Injection::take_over(pid_t thread) {
  if (::ptrace(PTRACE_GETREGS, thread, nullptr, &saved_) != 0) return false;
  is_32bit_ = runs_32bit_code(saved_);
  return ::ptrace(static_cast<__ptrace_request>(PTRACE_GETSIGMASK), thread, sizeof saved_mask_,
                  &saved_mask_) == 0;
}

bool Injection::start(pid_t thread, std::vector<std::string> argv, std::vector<int> kept) {
  if (!take_over(thread)) return false;
  instruction_ = find_in_vdso(thread, is_32bit_);
  if (instruction_ == 0) return false;
  argv_ = std::move(argv);
  kept_ = std::move(kept);
  set_mask(thread, k_all_signals);
  if (call_next(thread)) return true;
  fail(thread);
  step_ = Step::none;
  return false;
}

/// The first calls: until there is a place to write to.
bool Injection::call_next(pid_t thread) {
  if (!kept_.empty()) {
    const auto descriptor = static_cast<uint64_t>(kept_.back());
    kept_.pop_back();
    step_ = Step::keeping;
    return call(thread, is_32bit_ ? k_fcntl_32 : uint64_t{SYS_fcntl}, {descriptor, F_SETFD, 0});
  }
  step_ = Step::mapping;
  const uint64_t nowhere = is_32bit_ ? 0xffffffff : ~uint64_t{0};
  return call(thread, is_32bit_ ? k_mmap2_32 : uint64_t{SYS_mmap},
              {0, k_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, nowhere, 0});
}

bool Injection::repeat_execve(pid_t thread, const std::string& program) {
  if (!take_over(thread)) return false;
  const bool path_is_second = is_execveat(saved_.orig_rax, is_32bit_);
  saved_.rax = saved_.orig_rax; // as the kernel itself restarts a call
  saved_.orig_rax = k_no_call;
  saved_.rip -= k_call_size;
  const uint64_t address = (saved_.rsp - k_red_zone - program.size() - 1) & ~uint64_t{15};
  set_mask(thread, k_all_signals);
  step_ = Step::executing;
  user_regs_struct registers = saved_;
  argument_of(registers, path_is_second ? 1 : 0, is_32bit_) = address;
  if (write_memory(thread, address, {program.c_str(), program.size() + 1}) &&
      set_registers(thread, registers) &&
      ::ptrace(PTRACE_SINGLESTEP, thread, nullptr, nullptr) == 0) {
    return true;
  }
  fail(thread);
  return false;
}

void Injection::give_back_signals(pid_t thread) const {
  set_mask(thread, saved_mask_);
}

Injection::Step Injection::advance(pid_t thread) {
  user_regs_struct registers{};
  if (::ptrace(PTRACE_GETREGS, thread, nullptr, &registers) != 0) return fail(thread);
  const bool goes_on = step_ == Step::keeping || step_ == Step::mapping;
  if (!goes_on || is_failure(registers.rax, is_32bit_)) return fail(thread);
  if (step_ == Step::keeping) return call_next(thread) ? step_ : fail(thread);
  return prepare_execve(thread, registers.rax) ? step_ : fail(thread);
}

bool Injection::call(pid_t thread, uint64_t number, const std::vector<uint64_t>& arguments) {
  user_regs_struct registers = saved_;
  registers.rip = instruction_;
  registers.rax = number;
  registers.orig_rax = k_no_call; // in no system call: nothing to restart
  for (size_t i = 0; i < arguments.size(); ++i) {
    argument_of(registers, i, is_32bit_) = arguments[i];
  }
  return set_registers(thread, registers) &&
         ::ptrace(PTRACE_SINGLESTEP, thread, nullptr, nullptr) == 0;
}

bool Injection::prepare_execve(pid_t thread, uint64_t memory) {
  const size_t width = is_32bit_ ? 4 : 8;
  const size_t array = (argv_.size() + 2) * width; // argv, its NULL, and an empty environment
  std::string strings;
  std::string bytes;
  for (const std::string& word : argv_) {
    put_pointer(bytes, memory + array + strings.size(), width);
    strings += word;
    strings += '\0';
  }
  put_pointer(bytes, 0, width);
  const uint64_t environment = memory + bytes.size();
  put_pointer(bytes, 0, width);
  bytes += strings;
  if (bytes.size() > k_size || !write_memory(thread, memory, bytes)) return false;
  step_ = Step::executing;
  return call(thread, is_32bit_ ? k_execve_32 : uint64_t{SYS_execve},
              {memory + array, memory, environment});
}

Injection::Step Injection::fail(pid_t thread) {
  set_registers(thread, saved_);
  set_mask(thread, saved_mask_);
  return step_ = Step::failed;
}

} // namespace crossrc::supervise
