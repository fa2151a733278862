#include "isa/cpu.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cpuid.h>
#include <cstdint>
#include <fmt/format.h>
#include <string>

namespace crossrc::isa {
namespace {

enum class Register : uint8_t { eax, ebx, ecx, edx };

/// Register state that the kernel must save before the instructions work: bits of XCR0.
enum class State : uint32_t { none = 0, avx = 0x6, avx512 = 0xe6, amx = 0x60000 };

struct Bit {
  std::string_view extension;
  uint32_t leaf;
  uint32_t subleaf;
  Register where;
  unsigned number;
  State state = State::none;
};

using enum Register;

constexpr uint32_t k_amd = 0x80000001;

// Left out on purpose: what is a no-operation on CPUs without it (CET, MPX, CLDEMOTE, the
// prefetches) and what only kernels execute.
constexpr auto k_bits = std::to_array<Bit>({
    {"SSE3", 1, 0, ecx, 0},
    {"PCLMULQDQ", 1, 0, ecx, 1},
    {"SSSE3", 1, 0, ecx, 9},
    {"FMA", 1, 0, ecx, 12, State::avx},
    {"CMPXCHG16B", 1, 0, ecx, 13},
    {"SSE4", 1, 0, ecx, 19},
    {"SSE42", 1, 0, ecx, 20},
    {"MOVBE", 1, 0, ecx, 22},
    {"POPCNT", 1, 0, ecx, 23},
    {"AES", 1, 0, ecx, 25},
    {"AVXAES", 1, 0, ecx, 25, State::avx},
    {"XSAVE", 1, 0, ecx, 27},
    {"AVX", 1, 0, ecx, 28, State::avx},
    {"F16C", 1, 0, ecx, 29, State::avx},
    {"RDRAND", 1, 0, ecx, 30},
    {"RDWRFSGS", 7, 0, ebx, 0},
    {"BMI1", 7, 0, ebx, 3},
    {"AVX2", 7, 0, ebx, 5, State::avx},
    {"AVX2GATHER", 7, 0, ebx, 5, State::avx},
    {"BMI2", 7, 0, ebx, 8},
    {"RTM", 7, 0, ebx, 11},
    {"AVX512F", 7, 0, ebx, 16, State::avx512},
    {"AVX512DQ", 7, 0, ebx, 17, State::avx512},
    {"RDSEED", 7, 0, ebx, 18},
    {"ADOX_ADCX", 7, 0, ebx, 19},
    {"AVX512_IFMA", 7, 0, ebx, 21, State::avx512},
    {"CLFLUSHOPT", 7, 0, ebx, 23},
    {"CLWB", 7, 0, ebx, 24},
    {"AVX512PF", 7, 0, ebx, 26, State::avx512},
    {"AVX512ER", 7, 0, ebx, 27, State::avx512},
    {"AVX512CD", 7, 0, ebx, 28, State::avx512},
    {"SHA", 7, 0, ebx, 29},
    {"AVX512BW", 7, 0, ebx, 30, State::avx512},
    {"AVX512_VBMI", 7, 0, ecx, 1, State::avx512},
    {"PKU", 7, 0, ecx, 4},
    {"WAITPKG", 7, 0, ecx, 5},
    {"AVX512_VBMI2", 7, 0, ecx, 6, State::avx512},
    {"GFNI", 7, 0, ecx, 8},
    {"AVX_GFNI", 7, 0, ecx, 8, State::avx},
    {"AVX512_GFNI", 7, 0, ecx, 8, State::avx512},
    {"VAES", 7, 0, ecx, 9, State::avx},
    {"AVX512_VAES", 7, 0, ecx, 9, State::avx512},
    {"VPCLMULQDQ", 7, 0, ecx, 10, State::avx},
    {"AVX512_VPCLMULQDQ", 7, 0, ecx, 10, State::avx512},
    {"AVX512_VNNI", 7, 0, ecx, 11, State::avx512},
    {"AVX512_BITALG", 7, 0, ecx, 12, State::avx512},
    {"AVX512_VPOPCNTDQ", 7, 0, ecx, 14, State::avx512},
    {"RDPID", 7, 0, ecx, 22},
    {"KEYLOCKER", 7, 0, ecx, 23},
    {"MOVDIR", 7, 0, ecx, 27},
    {"ENQCMD", 7, 0, ecx, 29},
    {"AVX512_4VNNIW", 7, 0, edx, 2, State::avx512},
    {"AVX512_4FMAPS", 7, 0, edx, 3, State::avx512},
    {"UINTR", 7, 0, edx, 5},
    {"AVX512_VP2INTERSECT", 7, 0, edx, 8, State::avx512},
    {"SERIALIZE", 7, 0, edx, 14},
    {"TSX_LDTRK", 7, 0, edx, 16},
    {"AMX_BF16", 7, 0, edx, 22, State::amx},
    {"AVX512_FP16", 7, 0, edx, 23, State::avx512},
    {"AMX_TILE", 7, 0, edx, 24, State::amx},
    {"AMX_INT8", 7, 0, edx, 25, State::amx},
    {"AVX_VNNI", 7, 1, eax, 4, State::avx},
    {"AVX512_BF16", 7, 1, eax, 5, State::avx512},
    {"LAHF", k_amd, 0, ecx, 0},
    {"LZCNT", k_amd, 0, ecx, 5},
    {"SSE4A", k_amd, 0, ecx, 6},
    {"XOP", k_amd, 0, ecx, 11, State::avx},
    {"LWP", k_amd, 0, ecx, 15},
    {"FMA4", k_amd, 0, ecx, 16, State::avx},
    {"TBM", k_amd, 0, ecx, 21},
    {"MONITORX", k_amd, 0, ecx, 29},
    {"RDTSCP", k_amd, 0, edx, 27},
    {"AMD3DNOW", k_amd, 0, edx, 31},
    {"CLZERO", 0x80000008, 0, ebx, 0},
    {"RDPRU", 0x80000008, 0, ebx, 4},
    {"XSAVEOPT", 0xd, 1, eax, 0},
    {"XSAVEC", 0xd, 1, eax, 1},
});

/// Registers that are the same on all cores: not leaf 1's EBX, which numbers them.
struct Leaf {
  uint32_t number;
  uint32_t subleaf;
  std::array<bool, 4> registers; ///< EAX, EBX, ECX, EDX
};

constexpr auto k_identity = std::to_array<Leaf>({
    {0, 0, {false, true, true, true}},
    {1, 0, {true, false, true, true}},
    {7, 0, {false, true, true, true}},
    {7, 1, {true, true, true, true}},
    {0xd, 1, {true, false, false, false}},
    {0x14, 0, {false, true, false, false}},
    {0x19, 0, {false, true, false, false}},
    {0x1e, 1, {true, false, false, false}},
    {0x24, 0, {false, true, false, false}},
    {k_amd, 0, {false, false, true, true}},
    {0x80000008, 0, {false, true, false, false}},
});

constexpr uint32_t k_os_saves_state = 1U << 27U; // CPUID.1:ECX.OSXSAVE: xgetbv works

CpuAnswers::Registers cpuid(uint32_t leaf, uint32_t subleaf) {
  CpuAnswers::Registers out{};
  if (__get_cpuid_count(leaf, subleaf, &out[0], &out[1], &out[2], &out[3]) == 0) return {};
  return out;
}

uint32_t saved_state() {
  if ((cpuid(1, 0)[2] & k_os_saves_state) == 0) return 0;
  uint32_t low = 0;
  uint32_t high = 0;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

bool present(const Bit& bit, const CpuAnswers& machine) {
  const auto needed = static_cast<uint32_t>(bit.state);
  const auto registers = machine.cpuid(bit.leaf, bit.subleaf);
  return (machine.saved_state & needed) == needed &&
         ((registers[static_cast<size_t>(bit.where)] >> bit.number) & 1U) != 0;
}

/// Calls `mark` for every ISA set of Zydis whose extension is `name`.
template <typename Mark> void for_sets_of(std::string_view name, Mark mark) {
  for (int set = 1; set <= ZYDIS_ISA_SET_MAX_VALUE; ++set) {
    if (extension_name(static_cast<ZydisISASet>(set)) == name) mark(static_cast<size_t>(set));
  }
}

} // namespace

Cpu Cpu::detect() {
  return of({cpuid, saved_state()});
}

Cpu Cpu::of(const CpuAnswers& machine) {
  Cpu cpu;
  for (const Bit& bit : k_bits) {
    if (present(bit, machine)) continue;
    for_sets_of(bit.extension, [&](size_t set) { cpu.lacking_.set(set); });
  }
  return cpu;
}

Cpu Cpu::without(std::string_view sets) {
  Cpu cpu;
  for (const std::string& name : words(sets)) {
    for_sets_of(name, [&](size_t set) { cpu.lacking_.set(set); });
  }
  return cpu;
}

std::string_view extension_name(ZydisISASet set) {
  const char* text = ZydisISASetGetString(set);
  std::string_view name = text == nullptr ? "" : text;
  constexpr std::array<std::string_view, 7> variants = {"_128N", "_128",    "_256", "_512",
                                                        "_KOP",  "_SCALAR", "MMX"};
  for (const std::string_view variant : variants) {
    if (name.size() > variant.size() + 1 && name.ends_with(variant)) {
      name.remove_suffix(variant.size());
      break;
    }
  }
  return name;
}

std::string identity_of_this_cpu() {
  std::string text = fmt::format("{:x}", saved_state());
  for (const Leaf& leaf : k_identity) {
    const auto values = cpuid(leaf.number, leaf.subleaf);
    for (size_t i = 0; i < values.size(); ++i) {
      if (leaf.registers[i]) text += fmt::format(" {:x}", values[i]);
    }
  }
  return text;
}

} // namespace crossrc::isa
