#define BOOST_TEST_DYN_LINK
#include "isa/instruction.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

using namespace crossrc::isa;

namespace {

using Bytes = std::vector<uint8_t>;

const Bytes k_fma4 = {0xc4, 0xe3, 0xf1, 0x69, 0xc3, 0x20}; // vfmaddpd
const Bytes k_nop = {0x90};

Bytes operator+(Bytes left, const Bytes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

void check(const Bytes& code, Mode mode, const std::string& text, const std::string& extension) {
  const auto instruction = decode(code, mode, 0x1000);
  BOOST_REQUIRE(instruction);
  BOOST_TEST(instruction->text == text);
  BOOST_TEST(instruction->extension == extension);
}

} // namespace

BOOST_AUTO_TEST_SUITE(instruction)

BOOST_AUTO_TEST_CASE(names_instruction_and_extension) {
  check(k_fma4, Mode::bits64, "vfmaddpd xmm0, xmm1, xmm2, xmm3", "FMA4");
  check({0x8f, 0xe8, 0x78, 0xa2, 0xc1, 0x20}, Mode::bits64, "vpcmov xmm0, xmm0, xmm1, xmm2", "XOP");
  check({0x8f, 0xe9, 0x78, 0x01, 0xc9}, Mode::bits64, "blcfill eax, ecx", "TBM");
  check({0x62, 0xf1, 0x7c, 0x28, 0x58, 0xc1}, Mode::bits64, "vaddps ymm0, ymm0, ymm1", "AVX512F");
}

BOOST_AUTO_TEST_CASE(gives_targets_of_jumps_by_address) {
  check({0xeb, 0x0e}, Mode::bits64, "jmp 0x0000000000001010", "I86");
}

BOOST_AUTO_TEST_CASE(reads_the_same_bytes_as_the_mode_has_them) {
  check({0x48}, Mode::bits32, "dec eax", "I86");
  check({0x48, 0x89, 0xc3}, Mode::bits64, "mov rbx, rax", "I86");
}

BOOST_AUTO_TEST_CASE(knows_no_instruction_in_bytes_that_are_none) {
  BOOST_TEST(!decode(Bytes{0x06}, Mode::bits64, 0));
  BOOST_TEST(!decode(Bytes{0xc4, 0xe3, 0xf1}, Mode::bits64, 0)); // cut short
  BOOST_TEST(!decode(Bytes{}, Mode::bits64, 0));
}

BOOST_AUTO_TEST_CASE(traps_that_are_meant_are_ud0_ud1_and_ud2) {
  BOOST_TEST(is_deliberate_trap(Bytes{0x0f, 0x0b}));
  BOOST_TEST(is_deliberate_trap(Bytes{0x0f, 0xb9, 0xc0}));
  BOOST_TEST(is_deliberate_trap(Bytes{0x0f, 0xff, 0xc0}));
  BOOST_TEST(!is_deliberate_trap(k_fma4));
  BOOST_TEST(!is_deliberate_trap(Bytes{0x0f}));
  BOOST_TEST(!is_deliberate_trap(Bytes{}));
  BOOST_TEST(!is_deliberate_trap(Bytes{0x0f, 0x0d, 0x00})); // prefetch
}

BOOST_AUTO_TEST_CASE(finds_the_first_foreign_instruction) {
  const Bytes code = k_nop + Bytes{0x48, 0x89, 0xc3} + k_fma4 + k_nop + k_fma4;
  BOOST_TEST(find_foreign(code, Mode::bits64, Cpu::without("FMA4")).value() == 4U);
}

BOOST_AUTO_TEST_CASE(finds_nothing_where_the_cpu_has_all) {
  BOOST_TEST(!find_foreign(k_nop + k_fma4, Mode::bits64, Cpu::without("XOP TBM")));
  BOOST_TEST(!find_foreign(Bytes{}, Mode::bits64, Cpu::without("FMA4")));
}

BOOST_AUTO_TEST_CASE(passes_over_bytes_that_are_no_code) {
  const Bytes code = Bytes{0x06, 0x07, 0x1e} + k_fma4;
  BOOST_TEST(find_foreign(code, Mode::bits64, Cpu::without("FMA4")).value() == 3U);
}

BOOST_AUTO_TEST_CASE(sees_no_instruction_inside_of_another) {
  // mov rax, imm64 whose immediate reads as vfmaddpd
  const Bytes code = Bytes{0x48, 0xb8} + k_fma4 + Bytes{0, 0};
  BOOST_TEST(!find_foreign(code, Mode::bits64, Cpu::without("FMA4")));
}

BOOST_AUTO_TEST_CASE(an_instruction_cut_off_at_the_end_is_not_foreign) {
  BOOST_TEST(!find_foreign(k_nop + Bytes{0xc4, 0xe3, 0xf1}, Mode::bits64, Cpu::without("FMA4")));
}

BOOST_AUTO_TEST_CASE(tells_lzcnt_and_tzcnt_from_what_old_cpus_make_of_them) {
  const Bytes lzcnt = {0xf3, 0x0f, 0xbd, 0xc1};
  const Bytes tzcnt = {0xf3, 0x0f, 0xbc, 0xc1};
  BOOST_TEST(find_foreign(lzcnt, Mode::bits64, Cpu::without("LZCNT")).value() == 0U);
  BOOST_TEST(find_foreign(tzcnt, Mode::bits64, Cpu::without("BMI1")).value() == 0U);
  BOOST_TEST(!find_foreign(Bytes{0x0f, 0xbd, 0xc1}, Mode::bits64, Cpu::without("LZCNT")));
}

BOOST_AUTO_TEST_SUITE_END()
