#include "supervise/trap.hpp"

#include "base/text.hpp"
#include "supervise/macro_host.hpp"
#include "supervise/remote.hpp"

#include <csignal>
#include <cstdio>
#include <fmt/format.h>
#include <span>
#include <sys/ptrace.h>
#include <sys/user.h>

namespace fs = std::filesystem;

namespace crossrc::supervise {
namespace {

constexpr int k_invalid_opcode = 2; // si_code of the CPU's own #UD (ILL_ILLOPN)
constexpr size_t k_longest_instruction = 15;

/// A set of signals of /proc/PID/status has SIGILL.
bool has_sigill(pid_t thread, const char* set) {
  const auto status = read_proc_file(thread, "status");
  return status && ((field_of(*status, set, 16) >> (SIGILL - 1)) & 1U) != 0;
}

/// Where an address is in a file: its name, and the offset there. Empty: in none.
struct MappedPlace {
  fs::path file;
  uint64_t offset = 0;
};

MappedPlace place_of(pid_t thread, uint64_t address) {
  const auto maps = read_proc_file(thread, "maps");
  if (!maps) return {};
  for (const std::string_view line : split(*maps, '\n')) {
    unsigned long start = 0;
    unsigned long end = 0;
    unsigned long offset = 0;
    int name = 0;
    const std::string text(line);
    if (std::sscanf(text.c_str(), "%lx-%lx %*s %lx %*s %*s %n", &start, &end, &offset, &name) < 3) {
      continue;
    }
    if (address < start || address >= end) continue;
    return {text.substr(static_cast<size_t>(name)), address - start + offset};
  }
  return {};
}

std::span<const uint8_t> code_of(const IllegalInstruction& instruction) {
  return {reinterpret_cast<const uint8_t*>(instruction.bytes.data()), instruction.bytes.size()};
}

} // namespace

bool IllegalInstruction::is_deliberate() const {
  return isa::is_deliberate_trap(code_of(*this));
}

std::optional<IllegalInstruction> read_illegal_instruction(pid_t thread) {
  siginfo_t info{};
  user_regs_struct registers{};
  if (::ptrace(PTRACE_GETSIGINFO, thread, nullptr, &info) != 0 ||
      ::ptrace(PTRACE_GETREGS, thread, nullptr, &registers) != 0) {
    return std::nullopt;
  }
  IllegalInstruction instruction;
  instruction.address = registers.rip;
  instruction.bytes = read_memory(thread, registers.rip, k_longest_instruction);
  const MappedPlace place = place_of(thread, registers.rip);
  instruction.file = place.file;
  if (!place.file.empty()) {
    instruction.place = fmt::format("{}+0x{:x}", place.file.filename().native(), place.offset);
  }
  if (runs_32bit_code(registers)) instruction.mode = isa::Mode::bits32;
  instruction.is_from_cpu =
      info.si_code == k_invalid_opcode && reinterpret_cast<uint64_t>(info.si_addr) == registers.rip;
  instruction.is_caught = has_sigill(thread, "SigCgt");
  return instruction;
}

bool fails_in_handler(pid_t thread) {
  unsigned long status = 0;
  return ::ptrace(PTRACE_GETEVENTMSG, thread, nullptr, &status) == 0 && status != 0 &&
         has_sigill(thread, "SigBlk");
}

Trap describe(const IllegalInstruction& instruction, const fs::path& program) {
  const std::string in_memory = fmt::format("0x{:x}", instruction.address);
  return {program, instruction.place.empty() ? in_memory : instruction.place,
          isa::decode(code_of(instruction), instruction.mode, instruction.address)};
}

Refusal no_twin(const Tracee& tracee, const std::string& reason) {
  if (tracee.module.empty()) return {fmt::format("no twin: {}", reason), k_avoid};
  if (compiles_rust(tracee.program->path)) {
    return {fmt::format("a macro of crate \"{}\" runs inside of the compiler; no twin of that: {}",
                        crate_at(tracee.trap.place), reason),
            k_build_for_builder};
  }
  return {fmt::format("no twin of \"{}\", which it has loaded: {}", tracee.module.native(), reason),
          k_build_for_builder};
}

std::optional<Refusal> why_not_again(const Tracee& tracee, bool is_endless) {
  if (is_endless)
    return Refusal{"it has executed itself again and again, as its twin too", k_avoid};
  if (!tracee.program->tried.contains(tracee.asked)) return std::nullopt;
  return Refusal{tracee.module.empty()
                     ? "it came back to where its twin was started"
                     : fmt::format("it came back to the trap in \"{}\", whose twin its loader does "
                                   "not take",
                                   tracee.module.native()),
                 k_build_for_builder};
}

std::optional<Refusal> why_not_rerun(const Tracee& tracee) {
  if (tracee.program->is_twin && tracee.module.empty())
    return Refusal{"it is a twin already", k_avoid};
  if (tracee.was_interrupted)
    return Refusal{"it got a signal while its twin was made", k_more_time};
  if (tracee.is_forked_child || tracee.program->has_forked) {
    return Refusal{"it had started other processes", k_start_as_twin};
  }
  if (!tracee.is_in_file) return Refusal{"it was in code that it had generated", k_avoid};
  if (!tracee.cleanness.reason.empty()) return Refusal{tracee.cleanness.reason, k_start_as_twin};
  return std::nullopt;
}

} // namespace crossrc::supervise
