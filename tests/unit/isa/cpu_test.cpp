#define BOOST_TEST_DYN_LINK
#include "base/file.hpp"
#include "base/text.hpp"
#include "isa/cpu.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
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

} // namespace

BOOST_AUTO_TEST_SUITE(cpu)

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
