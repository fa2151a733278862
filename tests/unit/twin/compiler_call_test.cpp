#define BOOST_TEST_DYN_LINK
#include "base/text.hpp"
#include "twin/compiler_call.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::twin;
namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

CompilerCall parse(const std::string& line) {
  return parse_compiler_call(crossrc::words(line));
}

/// The values of the arguments of one kind.
Words values(const CompilerCall& call, ArgumentKind kind) {
  Words found;
  for (const Argument& argument : call.arguments) {
    if (argument.kind == kind) found.push_back(argument.value);
  }
  return found;
}

/// The words of the arguments of one kind.
Words words_of(const CompilerCall& call, ArgumentKind kind) {
  Words found;
  for (const Argument& argument : call.arguments) {
    if (argument.kind == kind)
      found.insert(found.end(), argument.words.begin(), argument.words.end());
  }
  return found;
}

Argument input(const char* name) {
  Argument argument;
  argument.kind = ArgumentKind::input;
  argument.value = name;
  return argument;
}

Words outputs(const std::string& line) {
  Words found;
  for (const fs::path& file : outputs_of(parse(line), "/t")) found.push_back(file);
  return found;
}

} // namespace

BOOST_AUTO_TEST_SUITE(compiler_call)

BOOST_AUTO_TEST_CASE(a_compile_by_automake) {
  const auto call =
      parse("x86_64-laptop-linux-gnu-gcc -DHAVE_CONFIG_H -I. -I.. -I ../include -march=bdver4 "
            "-O2 -pipe -MT foo.o -MD -MP -MF .deps/foo.Tpo -c -o foo.o ../src/foo.c");
  BOOST_TEST((call.action == Action::compile));
  BOOST_TEST(call.output.value() == "foo.o");
  BOOST_TEST((values(call, ArgumentKind::input) == Words{"../src/foo.c"}));
  BOOST_TEST((words_of(call, ArgumentKind::isa) == Words{"-march=bdver4"}));
  BOOST_TEST((words_of(call, ArgumentKind::side_file) ==
              Words{"-MT", "foo.o", "-MD", "-MP", "-MF", ".deps/foo.Tpo"}));
  BOOST_TEST((words_of(call, ArgumentKind::costly) == Words{"-O2"}));
  BOOST_TEST((words_of(call, ArgumentKind::other) ==
              Words{"-DHAVE_CONFIG_H", "-I.", "-I..", "-I", "../include", "-pipe"}));
  BOOST_TEST((words_of(call, ArgumentKind::action) == Words{"-c"}));
}

BOOST_AUTO_TEST_CASE(a_link_by_libtool) {
  const auto call =
      parse("g++ -O2 -Wl,-O1 -Wl,--as-needed -o .libs/prog main.o ./.libs/libfoo.so -L/t/lib -L "
            "lib -lbar -l baz -l:libqux.a -lpthread -pthread -Wl,-rpath -Wl,/usr/lib64");
  BOOST_TEST((call.action == Action::link));
  BOOST_TEST(!call.shared);
  BOOST_TEST(call.output.value() == ".libs/prog");
  BOOST_TEST((values(call, ArgumentKind::input) == Words{"main.o", "./.libs/libfoo.so"}));
  BOOST_TEST((values(call, ArgumentKind::library_dir) == Words{"/t/lib", "lib"}));
  BOOST_TEST((values(call, ArgumentKind::library) == Words{"bar", "baz", ":libqux.a", "pthread"}));
}

BOOST_AUTO_TEST_CASE(a_shared_library_by_cmake) {
  const auto call =
      parse("/usr/bin/c++ -fPIC -march=native -mtune=znver4 -shared -Wl,-soname,libx.so.1 -o "
            "libx.so.1.0 CMakeFiles/x.dir/a.cpp.o -Wl,-Map,x.map -Wl,--dependency-file=x.d");
  BOOST_TEST(call.shared);
  BOOST_TEST(call.output.value() == "libx.so.1.0");
  BOOST_TEST((values(call, ArgumentKind::input) == Words{"CMakeFiles/x.dir/a.cpp.o"}));
  BOOST_TEST(
      (words_of(call, ArgumentKind::side_file) == Words{"-Map", "x.map", "--dependency-file=x.d"}));
  BOOST_TEST((words_of(call, ArgumentKind::isa) == Words{"-march=native", "-mtune=znver4"}));
}

BOOST_AUTO_TEST_CASE(a_compile_by_meson) {
  const auto call =
      parse("ccache -Isub/x.p -I../sub -fdiagnostics-color=always -D_FILE_OFFSET_BITS=64 -Wall "
            "-Winvalid-pch -std=gnu11 -O3 -g -MD -MQ sub/x.p/a.c.o -MF sub/x.p/a.c.o.d -o "
            "sub/x.p/a.c.o -c ../sub/a.c");
  BOOST_TEST((call.action == Action::compile));
  BOOST_TEST((values(call, ArgumentKind::input) == Words{"../sub/a.c"}));
  BOOST_TEST((words_of(call, ArgumentKind::costly) == Words{"-O3", "-g"}));
  BOOST_TEST(words_of(call, ArgumentKind::side_file).size() == 5U);
}

BOOST_AUTO_TEST_CASE(values_that_look_like_options_or_files_are_values) {
  const auto call =
      parse("gcc -D foo.c -include pre.h -x c -Xlinker main.o -T script.ld --param max=1.c -U -c "
            "-isystem a.o -z now -u sym.o -e start.o real.c");
  BOOST_TEST((values(call, ArgumentKind::input) == Words{"main.o", "real.c"}));
  BOOST_TEST((call.action == Action::link)); // -U takes the -c
}

BOOST_AUTO_TEST_CASE(an_option_without_its_value_at_the_end) {
  const auto call = parse("gcc a.c -o");
  BOOST_TEST(values(call, ArgumentKind::input).size() == 1U);
  BOOST_TEST(outputs_of(call, "/t").size() == 1U);
  BOOST_TEST(parse_compiler_call({}).arguments.empty());
  BOOST_TEST(parse_compiler_call({"gcc"}).arguments.empty());
  BOOST_TEST(parse_compiler_call({"gcc", ""}).arguments.size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_earliest_stop_wins) {
  BOOST_TEST((parse("gcc -c -S a.c").action == Action::assemble));
  BOOST_TEST((parse("gcc -S -E a.c").action == Action::preprocess));
  BOOST_TEST((parse("gcc -c a.c").action == Action::compile));
  BOOST_TEST((parse("gcc -MM a.c").action == Action::nothing));
  BOOST_TEST((parse("gcc -v a.c").action == Action::link));
}

BOOST_AUTO_TEST_CASE(static_links) {
  const auto is_static = [](const std::string& line) {
    for (const Argument& argument : parse(line).arguments) {
      if (argument.kind == ArgumentKind::library) return argument.statically;
    }
    return false;
  };
  for (const char* flag : {"-static", "--static", "-static-pie", "-Wl,-Bstatic", "-Wl,-dn"}) {
    BOOST_TEST_CONTEXT(flag) BOOST_TEST(is_static(std::string("gcc a.o ") + flag + " -lx"));
  }
  BOOST_TEST(is_static("gcc a.o -lx -static"));
  BOOST_TEST(!is_static("gcc a.o -static-libgcc -static-libstdc++ -lx"));
  BOOST_TEST(!is_static("gcc -Wl,-Bstatic -Wl,-Bdynamic -lx -Wl,-Bstatic"));
}

BOOST_AUTO_TEST_CASE(words_for_the_linker_are_read_as_it_reads_them) {
  const auto call =
      parse("gcc -Wl,-rpath,/x,-Map,a.map -Xlinker -Map -Xlinker b.map -Wl,-soname -Wl,l.so "
            "-Wl,--whole-archive,libx.a,-lfoo,-Lbar -Wl,--out-implib=c a.o");
  BOOST_TEST((words_of(call, ArgumentKind::side_file) ==
              Words{"-Map", "a.map", "-Map", "b.map", "--out-implib=c"}));
  BOOST_TEST((values(call, ArgumentKind::input) == Words{"libx.a", "a.o"}));
  BOOST_TEST((values(call, ArgumentKind::library) == Words{"foo"}));
  BOOST_TEST((values(call, ArgumentKind::library_dir) == Words{"bar"}));
  BOOST_TEST(
      (twin::words_of(call.arguments.front()) == Words{"-Xlinker", "-rpath", "-Xlinker", "/x"}));
}

BOOST_AUTO_TEST_CASE(languages_hold_until_the_next) {
  const auto call = parse("gcc -x c a.inc -xc++ b.inc -x none c.inc");
  std::vector<bool> sources;
  for (const Argument& argument : call.arguments) {
    if (argument.kind == ArgumentKind::input) sources.push_back(is_source(argument));
  }
  BOOST_TEST((sources == std::vector<bool>{true, true, false}));
}

BOOST_AUTO_TEST_CASE(machine_flags_that_are_no_instruction_sets_are_machine_flags_too) {
  BOOST_TEST((words_of(parse("gcc -m32 -mfma4 -mno-red-zone -mcmodel=large -mtls-dialect=gnu2 a.c"),
                       ArgumentKind::isa) ==
              Words{"-m32", "-mfma4", "-mno-red-zone", "-mcmodel=large", "-mtls-dialect=gnu2"}));
}

BOOST_AUTO_TEST_CASE(ld_called_directly) {
  const auto call = parse_compiler_call(
      crossrc::words(
          "ld -m elf_x86_64 -r -o all.o a.o b.o -rpath /x -soname y.so --version-script v.map"),
      Dialect::linker);
  BOOST_TEST((values(call, ArgumentKind::input) == Words{"a.o", "b.o"}));
  BOOST_TEST(call.output.value() == "all.o");
}

BOOST_AUTO_TEST_CASE(flags_whose_names_begin_alike) {
  const auto call =
      parse("gcc -pipe -pthread -p -pg -pedantic -pedantic-errors -print -Og -objfoo a.c");
  BOOST_TEST((words_of(call, ArgumentKind::side_file) == Words{"-p", "-pg"}));
  BOOST_TEST((words_of(call, ArgumentKind::costly) == Words{"-pedantic-errors", "-Og"}));
  BOOST_TEST(call.output.value() == "bjfoo"); // as gcc has it
}

BOOST_AUTO_TEST_CASE(options_that_leave_files_behind) {
  const auto call =
      parse("gcc -save-temps=obj --coverage -fprofile-generate -fprofile-use=x.gcda -gsplit-dwarf "
            "-fstack-usage -fdump-tree-all -ftest-coverage -Wp,-MD,a.d a.c");
  BOOST_TEST(words_of(call, ArgumentKind::side_file).size() == 9U);
}

BOOST_AUTO_TEST_CASE(the_files_that_a_call_makes) {
  BOOST_TEST((outputs("gcc a.c b.c") == Words{"/t/a.out"}));
  BOOST_TEST((outputs("gcc -o x/../prog a.c") == Words{"/t/prog"}));
  BOOST_TEST((outputs("gcc -o/abs/prog a.o") == Words{"/abs/prog"}));
  BOOST_TEST((outputs("gcc -c src/a.c b.cpp") == Words{"/t/a.o", "/t/b.o"}));
  BOOST_TEST((outputs("gcc -S src/a.c") == Words{"/t/a.s"}));
  BOOST_TEST((outputs("gcc -c a.b.c -o o/a.o") == Words{"/t/o/a.o"}));
  BOOST_TEST((outputs("gcc -E a.c -o a.i") == Words{"/t/a.i"}));
  BOOST_TEST((outputs("gcc sub/a.h") == Words{"/t/a.h.gch"}));
}

BOOST_AUTO_TEST_CASE(calls_that_make_no_file) {
  for (const char* line :
       {"gcc -E a.c", "gcc -S a.c -o -", "gcc --version", "gcc -v", "gcc -dumpmachine",
        "gcc -fsyntax-only a.c", "gcc -M a.c", "gcc -E -dM -x c /dev/null", "gcc"}) {
    BOOST_TEST_CONTEXT(line) BOOST_TEST(outputs(line).empty());
  }
}

BOOST_AUTO_TEST_CASE(sources_by_their_endings) {
  for (const char* name :
       {"a.c", "a.cc", "A.C", "a.cxx", "a.c++", "a.f90", "a.S", "a.s", "a.m", "a.i", "-"}) {
    BOOST_TEST_CONTEXT(name) BOOST_TEST(is_source(input(name)));
  }
  for (const char* name : {"a.o", "a.a", "liba.so", "a", "a.lo", "c", ".c", "a.h~", "a.so.1", ""}) {
    BOOST_TEST_CONTEXT(name) BOOST_TEST(!is_source(input(name)));
  }
}

BOOST_AUTO_TEST_SUITE_END()
