#define BOOST_TEST_DYN_LINK
#include "../../cpus/machines.h"
#include "base/file.hpp"
#include "base/text.hpp"
#include "isa/cpu.hpp"

#include <algorithm>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <set>

using namespace crossrc::isa;

namespace {

/// What the kernel says that this machine has.
std::set<std::string> kernel_flags() {
  std::set<std::string> flags;
  const std::string text = crossrc::read_file("/proc/cpuinfo");
  for (const std::string_view line : crossrc::split(text, '\n')) {
    if (!line.starts_with("flags")) continue;
    for (const std::string& flag : crossrc::words(line)) flags.insert(flag);
    break;
  }
  return flags;
}

struct Pair {
  const char* flag; ///< in /proc/cpuinfo
  ZydisISASet set;
};

std::ostream& operator<<(std::ostream& out, const Pair& pair) {
  return out << pair.flag;
}

const Pair k_pairs[] = {
    {"ssse3", ZYDIS_ISA_SET_SSSE3},
    {"sse4_1", ZYDIS_ISA_SET_SSE4},
    {"sse4_2", ZYDIS_ISA_SET_SSE42},
    {"popcnt", ZYDIS_ISA_SET_POPCNT},
    {"aes", ZYDIS_ISA_SET_AES},
    {"avx", ZYDIS_ISA_SET_AVX},
    {"avx2", ZYDIS_ISA_SET_AVX2},
    {"fma", ZYDIS_ISA_SET_FMA},
    {"f16c", ZYDIS_ISA_SET_F16C},
    {"movbe", ZYDIS_ISA_SET_MOVBE},
    {"bmi1", ZYDIS_ISA_SET_BMI1},
    {"bmi2", ZYDIS_ISA_SET_BMI2},
    {"abm", ZYDIS_ISA_SET_LZCNT},
    {"rdseed", ZYDIS_ISA_SET_RDSEED},
    {"adx", ZYDIS_ISA_SET_ADOX_ADCX},
    {"sha_ni", ZYDIS_ISA_SET_SHA},
    {"avx512f", ZYDIS_ISA_SET_AVX512F_512},
    {"avx512bw", ZYDIS_ISA_SET_AVX512BW_512},
    {"fma4", ZYDIS_ISA_SET_FMA4},
    {"xop", ZYDIS_ISA_SET_XOP},
    {"tbm", ZYDIS_ISA_SET_TBM},
    {"sse4a", ZYDIS_ISA_SET_SSE4A},
    {"3dnow", ZYDIS_ISA_SET_AMD3DNOW},
    {"clzero", ZYDIS_ISA_SET_CLZERO},
};

Cpu machine(std::string_view name) {
  const auto* found = std::ranges::find(cpuid_machines, name, &cpuid_machine::name);
  return Cpu::of({[found](uint32_t leaf, uint32_t subleaf) {
                    CpuAnswers::Registers registers{};
                    cpuid_of(found, leaf, subleaf, registers.data());
                    return registers;
                  },
                  found->saved_state});
}

struct Machine {
  const char* name;
  const char* has;   ///< extensions, of those that machines differ in
  const char* lacks; ///< the rest of them
};

std::ostream& operator<<(std::ostream& out, const Machine& machine) {
  return out << machine.name;
}

const Machine k_machines[] = {
    {"skylake-avx512",
     "SSE42 POPCNT AVX AVX2 FMA BMI1 BMI2 LZCNT MOVBE RDRAND RDSEED XSAVEC RTM "
     "AVX512F AVX512BW PKU",
     "SSE4A SHA GFNI VAES AVX512_VNNI CLZERO FMA4 XOP"},
    {"haswell", "SSE42 POPCNT AVX AVX2 FMA BMI1 BMI2 LZCNT MOVBE RDRAND",
     "SSE4A RDSEED XSAVEC RTM AVX512F AVX512BW PKU SHA GFNI VAES AVX512_VNNI CLZERO FMA4 XOP"},
    {"znver4",
     "SSE42 POPCNT AVX AVX2 FMA BMI1 BMI2 LZCNT MOVBE RDRAND RDSEED XSAVEC AVX512F "
     "AVX512BW PKU SSE4A SHA GFNI VAES AVX512_VNNI CLZERO",
     "RTM FMA4 XOP TBM LWP AMD3DNOW AMX_TILE"},
    {"nehalem", "SSE3 SSSE3 SSE4 SSE42 POPCNT CMPXCHG16B LAHF RDTSCP",
     "AVX AVX2 FMA BMI1 BMI2 LZCNT MOVBE RDRAND RDSEED XSAVE XSAVEC RTM AVX512F AVX512BW PKU SSE4A "
     "SHA GFNI VAES AES PCLMULQDQ F16C FMA4 XOP"},
};

bool lacks(const Cpu& cpu, std::string_view extension) {
  for (int set = 1; set <= ZYDIS_ISA_SET_MAX_VALUE; ++set) {
    if (extension_name(static_cast<ZydisISASet>(set)) == extension)
      return cpu.lacks(static_cast<ZydisISASet>(set));
  }
  BOOST_FAIL("no such extension: " << extension);
  return false;
}

/// tests/cpus/run makes CPUID answer for another machine than the kernel.
boost::test_tools::assertion_result is_this_machine(boost::unit_test::test_unit_id /*test*/) {
  return std::getenv("CROSSRC_TEST_CPU") == nullptr;
}

} // namespace

BOOST_AUTO_TEST_SUITE(cpu)

BOOST_DATA_TEST_CASE(knows_other_machines, k_machines, machine) {
  const Cpu cpu = ::machine(machine.name);
  for (const std::string& name : crossrc::words(machine.has))
    BOOST_TEST(!lacks(cpu, name), name << " is there");
  for (const std::string& name : crossrc::words(machine.lacks))
    BOOST_TEST(lacks(cpu, name), name << " is not there");
}

BOOST_AUTO_TEST_CASE(vectors_want_registers_that_the_kernel_saves) {
  const auto all = [](uint32_t, uint32_t) { return CpuAnswers::Registers{~0U, ~0U, ~0U, ~0U}; };
  BOOST_TEST(lacks(Cpu::of({all, 0x3}), "AVX"));
  BOOST_TEST(!lacks(Cpu::of({all, 0x3}), "BMI1"));
  BOOST_TEST(!lacks(Cpu::of({all, 0x7}), "AVX"));
  BOOST_TEST(lacks(Cpu::of({all, 0x7}), "AVX512F"));
  BOOST_TEST(!lacks(Cpu::of({all, 0xe7}), "AVX512F"));
}

BOOST_TEST_DECORATOR(*boost::unit_test::precondition(is_this_machine))
BOOST_DATA_TEST_CASE(finds_what_the_kernel_finds, k_pairs, pair) {
  static const std::set<std::string> flags = kernel_flags();
  BOOST_TEST(Cpu::detect().lacks(pair.set) == !flags.contains(pair.flag));
}

BOOST_AUTO_TEST_CASE(never_lacks_what_every_64_bit_cpu_has) {
  for (const auto set : {ZYDIS_ISA_SET_I86, ZYDIS_ISA_SET_SSE, ZYDIS_ISA_SET_SSE2,
                         ZYDIS_ISA_SET_CMOV, ZYDIS_ISA_SET_FAT_NOP, ZYDIS_ISA_SET_CET}) {
    BOOST_TEST(!Cpu::detect().lacks(set));
  }
}

BOOST_AUTO_TEST_CASE(without_lacks_just_these_in_all_their_widths) {
  const Cpu cpu = Cpu::without("FMA4 AVX512F");
  BOOST_TEST(cpu.lacks(ZYDIS_ISA_SET_FMA4));
  BOOST_TEST(cpu.lacks(ZYDIS_ISA_SET_AVX512F_128));
  BOOST_TEST(cpu.lacks(ZYDIS_ISA_SET_AVX512F_256));
  BOOST_TEST(cpu.lacks(ZYDIS_ISA_SET_AVX512F_512));
  BOOST_TEST(cpu.lacks(ZYDIS_ISA_SET_AVX512F_SCALAR));
  BOOST_TEST(!cpu.lacks(ZYDIS_ISA_SET_AVX512BW_512));
  BOOST_TEST(!cpu.lacks(ZYDIS_ISA_SET_FMA));
  BOOST_TEST(!Cpu::without("").lacks(ZYDIS_ISA_SET_FMA4));
}

BOOST_AUTO_TEST_CASE(names_extensions_as_people_do) {
  BOOST_TEST(extension_name(ZYDIS_ISA_SET_AVX512F_256) == "AVX512F");
  BOOST_TEST(extension_name(ZYDIS_ISA_SET_AVX512BW_KOP) == "AVX512BW");
  BOOST_TEST(extension_name(ZYDIS_ISA_SET_AVX512F_128N) == "AVX512F");
  BOOST_TEST(extension_name(ZYDIS_ISA_SET_FMA4) == "FMA4");
  BOOST_TEST(extension_name(ZYDIS_ISA_SET_SSE42) == "SSE42");
}

BOOST_AUTO_TEST_SUITE_END()
