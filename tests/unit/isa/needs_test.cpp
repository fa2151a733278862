#define BOOST_TEST_DYN_LINK
#include "isa/needs.hpp"

#include "base/error.hpp"
#include "base/process.hpp"
#include "isa/cpu.hpp"
#include "isa/go.hpp"
#include "isa/scan.hpp"
#include "workshop.hpp"

#include <algorithm>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <map>

using namespace crossrc;
using namespace crossrc::isa;

namespace {

bool has(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// A rustc for which bdver4 has avx and xop, this CPU avx only, and fma4 is LLVM's alone.
constexpr const char* k_rustc = R"sh(#!/bin/sh
case $* in
  *no-cpu*) echo "'no-cpu' is not a recognized processor for this target (ignoring processor)" ;;
  *"cfg -Ctarget-cpu=native"*) echo 'target_feature="avx"' ;;
  *-Ctarget-cpu=bdver4*-xop*) echo 'target_feature="avx"' ;;
  *-Ctarget-cpu=bdver4*) printf '%s\n' unix 'target_feature="avx"' 'target_feature="xop"' ;;
  *target-features*)
    printf '%s\n' 'Features supported by rustc:' '    xop  - XOP.' '' \
      'Code-generation features supported by LLVM for this target:' '    fma4  - FMA4.' ;;
esac
)sh";

/// Without its -Ctarget-feature=
std::vector<std::string> features(std::vector<std::string> flags) {
  for (std::string& flag : flags) {
    BOOST_TEST(flag.starts_with("-Ctarget-feature="));
    flag = flag.substr(flag.find('=') + 1);
  }
  return flags;
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

BOOST_DATA_TEST_CASE(so_they_do_in_32_bit_programs, k_compilers, compiler) {
  const Needs wide = isa::needs(compiler, {"-march=bdver4"});
  const Needs narrow = isa::needs(compiler, {"-m32", "-march=bdver4"});
  BOOST_TEST(narrow.lacking == wide.lacking, boost::test_tools::per_element());
  BOOST_TEST(narrow.disable == wide.disable, boost::test_tools::per_element());
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

BOOST_DATA_TEST_CASE(what_is_no_instruction_set_is_not_disabled, k_compilers, compiler) {
  const std::map<std::string, std::vector<const char*>> own = {
      {"gcc", {"-mgeneral-regs-only", "-mfpmath=387", "-mregparm=2", "-mandroid"}},
      {"clang", {"-mretpoline", "-mlvi-hardening", "-mspeculative-load-hardening"}}};
  std::vector<const char*> all{"-mlong-double-64", "-mlong-double-128", "-msoft-float",
                               "-mcmodel=large",   "-mstackrealign",    "-mms-bitfields"};
  all.insert(all.end(), own.at(compiler).begin(), own.at(compiler).end());
  const Needs alone = isa::needs(compiler, {"-mtbm"});
  for (const char* flag : all) {
    BOOST_TEST_CONTEXT(flag) {
      const Needs needs = isa::needs(compiler, {"-mtbm", flag});
      BOOST_TEST(needs.lacking == alone.lacking, boost::test_tools::per_element());
      BOOST_TEST(needs.disable == alone.disable, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(prefixes_that_mean_nothing_on_other_cpus_cannot_trap) {
  BOOST_TEST(has(isa::needs("gcc", {"-mhle"}).enable, "-mhle"));
  BOOST_TEST(!may_trap("gcc", {"-mhle"}));
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
  BOOST_CHECK_THROW(isa::needs("true", {}), InputError);
  BOOST_TEST(may_trap("true", {}));
}

BOOST_AUTO_TEST_CASE(the_command_may_have_words_of_its_own) {
  BOOST_TEST(has(isa::needs("gcc -mtbm", {}).enable, "-mtbm"));
}

BOOST_AUTO_TEST_CASE(clang_passes_over_flags_that_only_gcc_has) {
  BOOST_TEST(!may_trap("clang", {"-mabm", "-mno-hle", "-mno-fused-madd"}));
}

BOOST_DATA_TEST_CASE(what_is_compiled_without_it_is_clean, k_compilers, compiler) {
  const test::Workshop workshop;
  workshop.write("f.c", "unsigned f(unsigned x) { return x & (x + 1); }"); // blcfill of TBM
  const auto verdict = [&](std::vector<std::string> flags) {
    flags.insert(flags.begin(), {compiler, "-O2", "-c", "f.c", "-o", "f.o"});
    BOOST_TEST(run(flags, {workshop.path(), {}}).status == 0);
    return scan(workshop / "f.o", Cpu::without("TBM"));
  };
  BOOST_TEST((verdict({"-march=bdver4"}) == Verdict::foreign));
  BOOST_TEST((verdict({"-march=bdver4", "-mno-tbm"}) == Verdict::clean));
}

BOOST_AUTO_TEST_CASE(rustc_tells_and_what_it_has_no_word_for_the_c_compilers_do) {
  const test::Workshop workshop;
  workshop.write("rustc", k_rustc);
  workshop.sh("chmod 755 rustc");
  const std::string rustc = (workshop / "rustc").string();
  const bool fma4 = Cpu::detect().lacks(ZYDIS_ISA_SET_FMA4);
  for (const std::vector<std::string>& flags :
       {std::vector<std::string>{"-Ctarget-cpu=bdver4", "-Clink-arg=-s"},
        {"-C", "target-cpu=bdver4"},
        {"--codegen=target-cpu=bdver4"}}) {
    const Needs needs = isa::needs(rustc, flags);
    BOOST_TEST(has(features(needs.enable), "+avx"));
    BOOST_TEST(has(features(needs.lacking), "+xop"));
    BOOST_TEST(has(features(needs.disable), "-xop"));
    BOOST_TEST(has(features(needs.disable), "-fma4") == fma4);
    BOOST_TEST(!has(features(needs.lacking), "+avx"));
  }
  BOOST_TEST(!may_trap(rustc, {"-Ctarget-cpu=bdver4", "-Ctarget-feature=-fma4,-xop"}));
  BOOST_TEST(!may_trap(rustc, {"-Copt-level=3"}));
  BOOST_CHECK_THROW(isa::needs(rustc, {"-Ctarget-cpu=no-cpu"}), InputError);
}

BOOST_AUTO_TEST_CASE(go_has_the_levels_of_the_c_compilers) {
  BOOST_TEST(go_level_of("gcc", isa::needs("gcc", {"-march=haswell"}).enable) == "v3");
  BOOST_TEST(go_level_of("clang", isa::needs("clang", {"-march=nehalem"}).enable) == "v2");
  BOOST_TEST(go_level_of("gcc", isa::needs("gcc", {"-march=bdver1"}).enable) == "v2");
  BOOST_TEST(go_level_of("gcc", {}) == "v1");
  BOOST_TEST(go_level_of_this_cpu("gcc", "v1") == "v1");
  BOOST_TEST(go_needs("gcc", "v1").lacking.empty());
  const bool runs_v4 = !Cpu::detect().lacks(ZYDIS_ISA_SET_AVX512F_512);
  BOOST_TEST((go_level_of_this_cpu("gcc") == "v4") == runs_v4);
  BOOST_TEST(go_needs("gcc", "v4").lacking.empty() == runs_v4);
  BOOST_CHECK_THROW(go_needs("gcc", "v5"), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
