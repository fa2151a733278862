#define BOOST_TEST_DYN_LINK
#include "isa/needs.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "isa/cpu.hpp"

#include <algorithm>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::isa;

namespace {

bool has(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

const char* const k_compilers[] = {"gcc", "clang"};

} // namespace

BOOST_AUTO_TEST_SUITE(needs)

BOOST_DATA_TEST_CASE(flags_for_another_cpu_need_what_this_one_lacks, k_compilers, compiler) {
  const Needs needs = isa::needs(compiler, {"-O2", "-march=bdver4", "-pipe"});
  for (const auto* flag : {"-mavx", "-mfma4", "-mxop"}) BOOST_TEST(has(needs.enable, flag), flag);
  BOOST_TEST(!has(needs.enable, "-mavx512f"));
  const bool lacks = Cpu::detect().lacks(ZYDIS_ISA_SET_FMA4);
  BOOST_TEST(has(needs.lacking, "-mfma4") == lacks);
  BOOST_TEST(has(needs.disable, "-mno-fma4") == lacks);
  BOOST_TEST(needs.lacking.size() == needs.disable.size());
}

BOOST_DATA_TEST_CASE(what_is_disabled_is_not_needed, k_compilers, compiler) {
  const Needs before = isa::needs(compiler, {"-march=bdver4"});
  std::vector<std::string> flags{"-march=bdver4"};
  flags.insert(flags.end(), before.disable.begin(), before.disable.end());
  BOOST_TEST(isa::needs(compiler, flags).lacking.empty());
  BOOST_TEST(!may_trap(compiler, flags));
}

BOOST_DATA_TEST_CASE(flags_without_a_cpu_never_trap, k_compilers, compiler) {
  BOOST_TEST(!may_trap(compiler, {"-O2", "-pipe", "-mtune=znver3"}));
  BOOST_TEST(!may_trap(compiler, {"-march=native", "-mllvm", "-inline-threshold=3"}));
  BOOST_TEST(!may_trap(compiler, {}));
}

BOOST_DATA_TEST_CASE(one_instruction_set_by_its_own_flag, k_compilers, compiler) {
  const Needs needs = isa::needs(compiler, {"-mtbm"});
  BOOST_TEST(has(needs.enable, "-mtbm"));
  BOOST_TEST(may_trap(compiler, {"-mtbm"}) == Cpu::detect().lacks(ZYDIS_ISA_SET_TBM));
  BOOST_TEST(!may_trap(compiler, {"-mtbm", "-mno-tbm"}));
}

BOOST_DATA_TEST_CASE(refused_flags_are_said_in_the_compilers_words, k_compilers, compiler) {
  const auto names_it = [&](const crossrc::InputError& error) {
    const std::string text = error.what();
    return text.starts_with(std::string(compiler) + ": ") &&
           text.find("no-cpu") != std::string::npos;
  };
  BOOST_CHECK_EXCEPTION(isa::needs(compiler, {"-march=no-cpu"}), crossrc::InputError, names_it);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_told_may_trap) {
  BOOST_CHECK_THROW(isa::needs("no-such-compiler", {}), crossrc::InputError);
  BOOST_CHECK_THROW(isa::needs(" ", {}), crossrc::InputError);
  BOOST_TEST(may_trap("no-such-compiler", {}));
  BOOST_TEST(may_trap("gcc", {"-march=no-cpu"}));
}

BOOST_AUTO_TEST_CASE(the_command_may_have_words_of_its_own) {
  BOOST_TEST(has(isa::needs("gcc -mtbm", {}).enable, "-mtbm"));
}

BOOST_AUTO_TEST_CASE(clang_passes_over_flags_that_only_gcc_has) {
  BOOST_TEST(!may_trap("clang", {"-mabm", "-mno-hle", "-mno-fused-madd"}));
}

BOOST_AUTO_TEST_SUITE_END()
