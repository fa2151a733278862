#define BOOST_TEST_DYN_LINK
#include "../isa/workshop.hpp"
#include "base/text.hpp"
#include "isa/needs.hpp"
#include "twin/toolchain.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>

using namespace crossrc;
using namespace crossrc::twin;
using crossrc::test::Workshop;

namespace {

using Words = std::vector<std::string>;

/// PATH with a directory in front, for as long as this lives.
class SearchPath {
public:
  explicit SearchPath(const std::string& path) : former_(std::getenv("PATH")) {
    ::setenv("PATH", path.c_str(), 1);
  }
  ~SearchPath() { ::setenv("PATH", former_.c_str(), 1); }
  SearchPath(const SearchPath&) = delete;
  SearchPath& operator=(const SearchPath&) = delete;

private:
  std::string former_;
};

/// What is left of a command line for a twin.
std::string kept(Toolchain& toolchain, const std::string& line, Attempt attempt = Attempt::builder,
                 const std::string& compiler = "gcc") {
  Words all;
  Words call = words(line);
  call.insert(call.begin(), compiler);
  for (const Argument& argument : parse_compiler_call(call).arguments) {
    const Words some = toolchain.words_for(argument, compiler, attempt);
    all.insert(all.end(), some.begin(), some.end());
  }
  return join(all, " ");
}

Words for_cpu(Toolchain& toolchain, const std::string& line) {
  return toolchain.words_for_cpu(parse_compiler_call(words("gcc " + line)), "gcc");
}

} // namespace

BOOST_AUTO_TEST_SUITE(toolchain)

BOOST_FIXTURE_TEST_CASE(the_builders_compiler_of_the_same_version_comes_first, Workshop) {
  for (const char* name : {"gcc", "b-gcc", "b-gcc-13", "gcc-11", "b-clang++"}) {
    write(name, "#!/bin/sh\n");
    sh(std::string("chmod +x ") + name);
  }
  const SearchPath search_path(path());
  const Toolchain tuple({"b", "", {}});
  BOOST_TEST(tuple.program_for("/usr/bin/t-gcc-13", Attempt::builder) == "b-gcc-13");
  BOOST_TEST(tuple.program_for("/usr/bin/t-gcc-12", Attempt::builder) == "b-gcc");
  BOOST_TEST(tuple.program_for("t-gcc-11", Attempt::builder) == "b-gcc");
  BOOST_TEST(tuple.program_for("gcc", Attempt::builder) == "b-gcc");
  BOOST_TEST(tuple.program_for("/x/t-clang++", Attempt::builder) == "b-clang++");
  BOOST_TEST(tuple.program_for("/usr/bin/t-gfortran", Attempt::builder) == "/usr/bin/t-gfortran");
  BOOST_TEST(tuple.program_for("/usr/bin/t-gcc-13", Attempt::recorded) == "/usr/bin/t-gcc-13");
  const Toolchain plain({"", "", {}});
  BOOST_TEST(plain.program_for("t-gcc-11", Attempt::builder) == "gcc-11");
  BOOST_TEST(plain.program_for("t-gcc-13", Attempt::builder) == "gcc");
}

BOOST_AUTO_TEST_CASE(instruction_sets_that_this_cpu_lacks_go) {
  Toolchain all({"", "", {}});
  BOOST_TEST(kept(all, "-march=bdver4 -mtune=bdver4 -mfma4 -mxop -mtbm") == "");
  for (const char* flag : {"-msse4a", "-mavx512f", "-mavx2", "-mfma", "-mrtm", "-msha"}) {
    const bool is_lacking = isa::may_trap("gcc", {flag}); // on AMD another than on Intel
    BOOST_TEST(kept(all, flag) == (is_lacking ? "" : flag), flag);
  }
  BOOST_TEST(kept(all, "-march=native -mcpu=x") == "");
}

BOOST_FIXTURE_TEST_CASE(of_a_cpu_goes_what_this_one_lacks, Workshop) {
  const std::string flags = "-mtune=bdver4 -march=bdver4 -mcmodel=large";
  Toolchain all({"", "", {}}, path() / "flags");
  const Words left = for_cpu(all, flags);
  BOOST_TEST(left.front() == "-march=bdver4");
  BOOST_TEST(std::ranges::count(left, "-mno-fma4") == 1);
  BOOST_TEST(std::ranges::count(left, "-mno-sse2") == 0);
  BOOST_TEST(isa::needs("gcc", left).lacking.empty());
  sh("sed -i s/-mno-fma4/-mno-told/ flags");
  BOOST_TEST(for_cpu(all, flags) == left);
  Toolchain next({"", "", {}}, path() / "flags");
  BOOST_TEST(std::ranges::count(for_cpu(next, flags), "-mno-told") == 1);
  BOOST_TEST(for_cpu(all, "-march=bdver4 -march=none-such").empty());
  const Words brought_along = for_cpu(all, "-mfma4"); // -mavx, where this CPU has that
  BOOST_TEST(isa::needs("gcc", brought_along).lacking.empty());
  BOOST_TEST(isa::may_trap("gcc", {"-mavx"}) == (std::ranges::count(brought_along, "-mavx") == 0));
  BOOST_TEST(for_cpu(all, "-msse2 -mtune=bdver4").empty());
}

BOOST_AUTO_TEST_CASE(those_that_every_64_bit_cpu_has_stay) {
  Toolchain all({"", "", {}});
  BOOST_TEST(kept(all, "-msse -msse2 -mmmx") == "-msse -msse2 -mmmx");
}

BOOST_AUTO_TEST_CASE(machine_flags_that_are_no_instruction_sets_stay) {
  Toolchain all({"", "", {}});
  const std::string flags =
      "-m64 -mno-red-zone -mcmodel=large -mtls-dialect=gnu2 -mno-fma4 "
      "-mfpmath=sse -mstackrealign -mpreferred-stack-boundary=4 -maccumulate-outgoing-args "
      "-mlong-double-64 -mabi=ms -mgeneral-regs-only";
  BOOST_TEST(kept(all, flags) == flags);
  const Words sets = for_cpu(all, "-march=bdver4 -mlong-double-64");
  BOOST_TEST(std::ranges::count(sets, "-mno-fma4") == 1);
  BOOST_TEST(std::ranges::count(sets, "-mno-long-double-64") == 0);
}

BOOST_AUTO_TEST_CASE(clang_is_asked_about_its_own_flags) {
  Toolchain all({"", "", {}});
  BOOST_TEST(kept(all, "-mfma4 -msse2 -mno-red-zone", Attempt::builder, "clang") ==
             "-msse2 -mno-red-zone");
}

BOOST_AUTO_TEST_CASE(a_compiler_that_does_not_answer_keeps_its_flags) {
  Toolchain all({"", "", {}});
  BOOST_TEST(kept(all, "-mfma4 -march=x", Attempt::builder, "/nowhere/gcc") == "-mfma4");
}

BOOST_AUTO_TEST_CASE(intrinsics_keep_what_they_need_at_the_last_attempt) {
  Toolchain all({"", "", {}});
  BOOST_TEST(kept(all, "-march=bdver4 -mfma4 -mtune=bdver4", Attempt::explicit_isa) == "-mfma4");
  BOOST_TEST(kept(all, "-march=bdver4 -mfma4", Attempt::recorded) == "");
}

BOOST_AUTO_TEST_CASE(what_costs_time_or_leaves_files_goes) {
  Toolchain all({"", "", {}});
  BOOST_TEST(kept(all, "-O3 -g -Werror -flto=4 -MD -MF a.d --coverage -Wall -DX -std=c11 -fPIC") ==
             "-Wall -DX -std=c11 -fPIC");
}

BOOST_FIXTURE_TEST_CASE(the_builders_compiler_has_its_own_parts, Workshop) {
  write("gcc/cc1", "");
  write("gcc/lib/crt1.o", "");
  const std::string line = fmt::format("-B{0}/gcc -B {0}/gcc/ -B{0}/gcc/lib", path().native());
  Toolchain toolchain({"", "", {}});
  BOOST_TEST(kept(toolchain, line) == fmt::format("-B{}/gcc/lib", path().native()));
  BOOST_TEST(kept(toolchain, line, Attempt::recorded) == line);
  BOOST_TEST(toolchain.program_for("/work/gcc/xg++", Attempt::builder) == "g++");
}

BOOST_AUTO_TEST_CASE(the_builder_has_no_sysroot) {
  Toolchain all({"", "/r", {}});
  BOOST_TEST(
      kept(all,
           "--sysroot=/r -I/r/usr/include -L/r/usr/lib64 -isystem /r/opt/x -I/rx -DA=/r/x a.c") ==
      "-I/usr/include -L/usr/lib64 -isystem /opt/x -I/rx -DA=/r/x a.c");
  BOOST_TEST(kept(all, "--sysroot /r -isysroot /r /r/usr/lib/x.o") == "/usr/lib/x.o");
  BOOST_TEST(kept(all, "--sysroot=/r -I/r/usr/include", Attempt::recorded) ==
             "--sysroot=/r -I/r/usr/include");
}

BOOST_AUTO_TEST_SUITE_END()
