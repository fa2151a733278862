#define BOOST_TEST_DYN_LINK
#include "isa/loaded.hpp"
#include "isa/scan.hpp"
#include "workshop.hpp"

#include <boost/test/data/test_case.hpp>

using namespace crossrc::isa;
using crossrc::test::foreign_function;
using crossrc::test::Workshop;

namespace fs = std::filesystem;

namespace {

struct Sources : Workshop {
  Sources() {
    write("one.s", foreign_function("one"));
    write("two.c", "int two(void) { return 2; }\n");
    write("main.c", "int two(void); int main(void) { return two(); }\n");
  }
  const Cpu cpu = Cpu::without("FMA4");
};

using Paths = std::vector<fs::path>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(scan_of_files, Sources)

BOOST_AUTO_TEST_CASE(objects_are_clean_or_foreign) {
  sh("gcc -c one.s two.c");
  BOOST_TEST((scan(*this / "one.o", cpu) == Verdict::foreign));
  BOOST_TEST((scan(*this / "one.o", Cpu::without("XOP")) == Verdict::clean));
  BOOST_TEST((scan(*this / "two.o", cpu) == Verdict::clean));
}

BOOST_AUTO_TEST_CASE(programs_are_judged_by_their_own_code) {
  sh("gcc main.c two.c one.s -o foreign && gcc main.c two.c -o clean");
  BOOST_TEST((scan(*this / "foreign", cpu) == Verdict::foreign));
  BOOST_TEST((scan(*this / "clean", cpu) == Verdict::clean));
}

BOOST_AUTO_TEST_CASE(functions_in_sections_of_their_own_count) {
  write("cold.s", ".section .text.unlikely,\"ax\"\n" + foreign_function("cold").substr(12));
  sh("gcc -c cold.s");
  BOOST_TEST((scan(*this / "cold.o", cpu) == Verdict::foreign));
}

BOOST_AUTO_TEST_CASE(data_does_not_count) {
  write("data.s", ".data\n" + foreign_function("data"));
  sh("gcc -c data.s");
  BOOST_TEST((scan(*this / "data.o", cpu) == Verdict::clean));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_told_is_unknown) {
  sh("gcc -flto -c two.c");
  write("text", "text");
  BOOST_TEST((scan(*this / "two.o", cpu) == Verdict::unknown));
  BOOST_TEST((scan(*this / "text", cpu) == Verdict::unknown));
  BOOST_TEST((scan(*this / "missing", cpu) == Verdict::unknown));
}

/// What glibc has for CPUs that this machine may or may not be.
const char* const k_cpus[] = {
    "RTM", "RTM AVX512F AVX512BW AVX512DQ AVX512VL",
    "RTM AVX512F AVX512BW AVX2 AVX FMA FMA4 BMI1 BMI2 LZCNT MOVBE",
    "AVX AVX2 SSE3 SSSE3 SSE4 SSE42 SSE4A POPCNT RDRAND RDSEED XSAVE XSAVEC"};

BOOST_DATA_TEST_CASE(what_a_static_program_has_of_the_c_library_is_the_librarys, k_cpus, lacking) {
  const Cpu without = Cpu::without(lacking);
  write("math.c", "#include <math.h>\n#include <stdio.h>\n#include <string.h>\n"
                  "int main(int n, char** v) {\n"
                  "  char text[64]; memcpy(text, v[0], strlen(v[0]) + 1);\n"
                  "  return printf(\"%s %f\", text, sin(n) + exp(n)) < 0;\n}\n");
  for (const char* flags : {"-static", "-static-pie -fPIE", "-static -s"}) {
    BOOST_TEST_CONTEXT(flags) {
      sh(std::string("gcc -O1 ") + flags + " math.c -lm -o math");
      BOOST_TEST((scan(*this / "math", without) == Verdict::clean));
    }
  }
}

BOOST_AUTO_TEST_CASE(its_own_code_counts) {
  sh("gcc -static main.c two.c one.s -o foreign && strip -o stripped foreign");
  BOOST_TEST((scan(*this / "foreign", cpu) == Verdict::foreign));
  BOOST_TEST((scan(*this / "stripped", cpu) == Verdict::foreign));
  write("elided.s", ".globl one\none:\n  xtest\n  ret\n.section .note.GNU-stack,\"\",@progbits\n");
  sh("gcc -static main.c two.c elided.s -o elided");
  const auto elf = ElfFile::open(*this / "elided");
  const auto found = find_foreign(elf.value(), Cpu::without("RTM"));
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST(found->bytes[0] == 0x0f);
  BOOST_TEST(found->bytes[3] == 0xc3); // not glibc's, which asks before
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(loaded, Sources)

BOOST_AUTO_TEST_CASE(libraries_by_run_path_and_theirs) {
  sh("mkdir lib && gcc -shared -fPIC one.s -o lib/libone.so && "
     "gcc -shared -fPIC two.c -Llib -Wl,--no-as-needed -lone '-Wl,-rpath,$ORIGIN' -o lib/libtwo.so "
     "&& "
     "gcc main.c -Llib -ltwo '-Wl,-rpath,${ORIGIN}/lib' -Wl,-rpath-link,lib -o prog");
  BOOST_TEST((libraries_of(*this / "prog", {path(), "", ""}, {path()}) ==
              Paths{*this / "lib/libtwo.so", *this / "lib/libone.so"}));
}

BOOST_AUTO_TEST_CASE(library_path_is_searched_in_its_order) {
  sh("mkdir a b && gcc -shared -fPIC two.c -o a/libtwo.so && cp a/libtwo.so b && "
     "gcc main.c -La -ltwo -o prog");
  const std::string a = path().native() + "/a";
  const std::string b = path().native() + "/b";
  BOOST_TEST((libraries_of(*this / "prog", {path(), "/nowhere:" + b + ":" + a, ""}, {path()}) ==
              Paths{*this / "b/libtwo.so"}));
  BOOST_TEST(libraries_of(*this / "prog", {path(), "", ""}, {path()}).empty());
}

BOOST_AUTO_TEST_CASE(relative_places_are_where_it_is_started) {
  sh("mkdir -p a/lib b/lib && gcc -shared -fPIC two.c -o a/lib/libtwo.so && cp a/lib/libtwo.so "
     "b/lib && gcc main.c -La/lib -ltwo -o prog");
  BOOST_TEST((libraries_of(*this / "prog", {*this / "b", "lib", ""}, {path()}) ==
              Paths{*this / "b/lib/libtwo.so"}));
  BOOST_TEST((libraries_of(*this / "prog", {*this / "a/lib", "", "./libtwo.so"}, {path()}) ==
              Paths{*this / "a/lib/libtwo.so"}));
}

BOOST_AUTO_TEST_CASE(old_run_paths_come_before_the_library_path_and_new_ones_after) {
  sh("mkdir a b && gcc -shared -fPIC two.c -o a/libtwo.so && cp a/libtwo.so b && "
     "gcc main.c -La -ltwo -Wl,-rpath,$PWD/a,--disable-new-dtags -o old && "
     "gcc main.c -La -ltwo -Wl,-rpath,$PWD/a,--enable-new-dtags -o new");
  const Loading loading{path(), (*this / "b").native(), ""};
  BOOST_TEST((libraries_of(*this / "old", loading, {path()}) == Paths{*this / "a/libtwo.so"}));
  BOOST_TEST((libraries_of(*this / "new", loading, {path()}) == Paths{*this / "b/libtwo.so"}));
}

BOOST_AUTO_TEST_CASE(libraries_are_named_by_what_links_lead_to) {
  sh("mkdir lib && gcc -shared -fPIC two.c -Wl,-soname,libtwo.so.1 -o lib/libtwo.so.1.2 && "
     "ln -s libtwo.so.1.2 lib/libtwo.so.1 && gcc main.c lib/libtwo.so.1.2 -o prog");
  BOOST_TEST((libraries_of(*this / "prog", {path(), path().native() + "/lib", ""}, {path()}) ==
              Paths{*this / "lib/libtwo.so.1.2"}));
}

BOOST_AUTO_TEST_CASE(libraries_elsewhere_are_left_out) {
  sh("mkdir lib tree && gcc -shared -fPIC two.c -o lib/libtwo.so && "
     "gcc main.c -Llib -ltwo -o tree/prog");
  const std::string library_path = path().native() + "/lib";
  BOOST_TEST(
      libraries_of(*this / "tree/prog", {path(), library_path, ""}, {*this / "tree"}).empty());
  BOOST_TEST(
      libraries_of(*this / "tree/prog", {path(), library_path, ""}, {*this / "tree", *this / "lib"})
          .size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_circle_of_libraries_ends) {
  sh("gcc -shared -fPIC two.c -o libtwo.so && gcc -shared -fPIC one.s -L. -Wl,--no-as-needed -ltwo "
     "-o "
     "libone.so && gcc -shared -fPIC two.c -L. -Wl,--no-as-needed -lone -o libtwo.so && "
     "gcc main.c -L. -ltwo -Wl,-rpath-link,. -o prog");
  BOOST_TEST(libraries_of(*this / "prog", {path(), path().native(), ""}, {path()}).size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_static_program_loads_none) {
  sh("gcc -static main.c two.c -o prog");
  BOOST_TEST(libraries_of(*this / "prog", {path(), path().native(), ""}, {path()}).empty());
  BOOST_TEST(libraries_of(*this / "missing", {path(), path().native(), ""}, {path()}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
