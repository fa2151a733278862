#pragma once

#include <Zydis/Zydis.h>
#include <array>
#include <bitset>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace crossrc::isa {

/// What CPUID says on a machine, and which registers its kernel saves (XCR0).
struct CpuAnswers {
  using Registers = std::array<uint32_t, 4>; ///< EAX, EBX, ECX, EDX

  std::function<Registers(uint32_t leaf, uint32_t subleaf)> cpuid; ///< zeros: no such leaf
  uint32_t saved_state = 0;
};

/// The instruction sets, by Zydis' names (ZydisISASetGetString), that a CPU lacks. A set that this
/// version of crossrc knows no CPUID bit for counts as present: what the scan misses still traps.
class Cpu {
public:
  /// The CPU that runs this process. A vector set counts only if the kernel saves its registers
  /// (XCR0), as the CPU itself has it (Intel SDM volume 1, chapter 14; AMD APM volume 4).
  static Cpu detect();

  /// The CPU of another machine. For tests.
  static Cpu of(const CpuAnswers& machine);

  /// A CPU that lacks just these sets: names as in `lacks`, separated by spaces. For tests.
  static Cpu without(std::string_view sets);

  [[nodiscard]] bool lacks(ZydisISASet set) const { return lacking_[static_cast<size_t>(set)]; }

private:
  std::bitset<ZYDIS_ISA_SET_MAX_VALUE + 1> lacking_;
};

/// The name that people know a set by: `AVX512F_256` is `AVX512F`.
std::string_view extension_name(ZydisISASet set);

/// The CPU that runs this process, as far as compilers' -march=native can tell one from another:
/// its maker, model and CPUID bits, and the registers that the kernel saves. One line.
std::string identity_of_this_cpu();

} // namespace crossrc::isa
