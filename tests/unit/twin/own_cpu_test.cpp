#define BOOST_TEST_DYN_LINK
#include "twin/own_cpu.hpp"

#include "base/text.hpp"
#include "isa/own_cpu.hpp"
#include "journal/tool.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;

namespace {

std::string flag_of(const std::string& line, const std::string& directory = "/b") {
  journal::Command command;
  command.argv = words(line);
  command.program = command.argv.front();
  command.tool = journal::tool_of(command.program).value();
  command.directory = directory;
  return twin::own_cpu_flag(command);
}

} // namespace

BOOST_AUTO_TEST_SUITE(own_cpu)

BOOST_AUTO_TEST_CASE(the_last_flag_that_chooses_a_cpu_counts) {
  BOOST_TEST(isa::own_cpu_flag({"-O2", "-march=native"}) == "-march=native");
  BOOST_TEST(isa::own_cpu_flag({"-march=native", "-march=haswell"}).empty());
  BOOST_TEST(isa::own_cpu_flag({"-march=haswell", "-march=native"}) == "-march=native");
  BOOST_TEST(isa::own_cpu_flag({"-mcpu=native"}) == "-mcpu=native");
  BOOST_TEST(isa::own_cpu_flag({"-march=haswell", "-mtune=native"}).empty());
  BOOST_TEST(isa::own_cpu_flag({"-Ctarget-cpu=native"}) == "-Ctarget-cpu=native");
  BOOST_TEST(isa::own_cpu_flag({"-C", "target-cpu=native"}) == "-Ctarget-cpu=native");
  BOOST_TEST(isa::own_cpu_flag({"-Ctarget-cpu=native", "-Ctarget-cpu=znver2"}).empty());
  BOOST_TEST(isa::own_cpu_flag({"-march=", "-march=nativex"}).empty());
  BOOST_TEST(isa::own_cpu_flag({}).empty());
}

BOOST_AUTO_TEST_CASE(commands_that_compile_are_named) {
  for (const char* line :
       {"gcc -march=native -c x.c", "t-clang++ -O2 -march=native x.cc -o x",
        "ccache gcc -march=native -c x.c", "gcc -march=native -S x.c", "gcc -march=native -c x.S"})
    BOOST_TEST(flag_of(line) == "-march=native", line);
  BOOST_TEST(flag_of("rustc --crate-type=bin -C target-cpu=native x.rs") == "-Ctarget-cpu=native");
}

BOOST_AUTO_TEST_CASE(what_makes_no_code_is_not) {
  for (const char* line :
       {"gcc -march=native -E x.c", "gcc -march=native --version", "gcc -march=native -o x x.o",
        "gcc -march=native -E -dM -", "ar rcs -march=native x.a x.o", "gcc -mtune=native -c x.c",
        "rustc -Ctarget-cpu=native --print cfg"})
    BOOST_TEST(flag_of(line) == "", line);
}

BOOST_AUTO_TEST_CASE(nor_are_trials) {
  BOOST_TEST(flag_of("gcc -march=native -c conftest.c") == "");
  BOOST_TEST(flag_of("gcc -march=native -o x src.c", "/b/CMakeFiles/CMakeScratch/TryCompile-x") ==
             "");
  BOOST_TEST(flag_of("gcc -march=native /b/meson-private/tmpx/testfile.c") == "");
  BOOST_TEST(flag_of("gcc -march=native -c -x c -") == "");
}

BOOST_AUTO_TEST_SUITE_END()
