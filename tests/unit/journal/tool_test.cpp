#define BOOST_TEST_DYN_LINK
#include "journal/command.hpp"
#include "journal/tool.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace crossrc::journal;

namespace {

struct Named {
  const char* program;
  Tool tool;
};
std::ostream& operator<<(std::ostream& out, const Named& named) {
  return out << named.program;
}

const Named k_tools[] = {
    {"gcc", Tool::compiler},
    {"/usr/bin/x86_64-pc-linux-gnu-g++-13", Tool::compiler},
    {"x86_64-pc-linux-gnu-gcc-13.2.1", Tool::compiler},
    {"/usr/lib/llvm/18/bin/clang++-18", Tool::compiler},
    {"x86_64-pc-linux-gnu-clang", Tool::compiler},
    {"cc", Tool::compiler},
    {"c++", Tool::compiler},
    {"gfortran-12", Tool::compiler},
    {"./mytools/gcc", Tool::compiler},
    {"/work/gcc/prev-gcc/xg++", Tool::compiler},
    {"as", Tool::assembler},
    {"/usr/x86_64-pc-linux-gnu/bin/as", Tool::assembler},
    {"nasm", Tool::assembler},
    {"ld", Tool::linker},
    {"x86_64-pc-linux-gnu-ld.bfd", Tool::linker},
    {"ld.lld", Tool::linker},
    {"ar", Tool::archiver},
    {"x86_64-pc-linux-gnu-gcc-ar-13", Tool::archiver},
    {"llvm-ar", Tool::archiver},
    {"/bin/mv", Tool::copier},
    {"install", Tool::copier},
    {"/usr/lib/rust/1.82.0/bin/rustc", Tool::rust},
    {"rustc-1.82.0", Tool::rust},
    {"/usr/bin/ccache", Tool::launcher},
};

const char* const k_others[] = {
    "c++filt", "gcc-config", "gcov", "as-tree", "sh",  "arp", "ccmake",   "clangd", "clang-format",
    "gold-x",  "",           "-",    "/",       "cpp", "cc1", "collect2", "echo",   "installer"};

} // namespace

BOOST_AUTO_TEST_SUITE(tool)

BOOST_DATA_TEST_CASE(knows_tools_by_their_names, k_tools, named) {
  BOOST_REQUIRE(tool_of(named.program));
  BOOST_TEST((tool_of(named.program) == named.tool));
}

BOOST_DATA_TEST_CASE(leaves_other_programs_alone, k_others, program) {
  BOOST_TEST(!tool_of(program));
}

BOOST_AUTO_TEST_CASE(plain_names_have_no_directory_tuple_or_version) {
  BOOST_TEST(plain_name("/usr/bin/x86_64-pc-linux-gnu-g++-13") == "g++");
  BOOST_TEST(plain_name("clang-18") == "clang");
  BOOST_TEST(plain_name("ld.bfd") == "ld.bfd");
  BOOST_TEST(plain_name("gcc-") == "");
}

BOOST_AUTO_TEST_CASE(knows_what_only_compilers_start) {
  for (const char* part : {"/usr/libexec/gcc/x86_64-pc-linux-gnu/13/cc1", "cc1plus", "f951",
                           "collect2", "lto1", "lto-wrapper", "g++-mapper-server"}) {
    BOOST_TEST_CONTEXT(part) BOOST_TEST(is_part_of_compiler(part));
  }
  for (const char* other : {"gcc", "as", "sh", "collect"}) {
    BOOST_TEST_CONTEXT(other) BOOST_TEST(!is_part_of_compiler(other));
  }
}

BOOST_AUTO_TEST_CASE(variables_that_change_what_compilers_do) {
  BOOST_TEST(matters_to_compilers("CPATH=/x"));
  BOOST_TEST(matters_to_compilers("LIBRARY_PATH="));
  BOOST_TEST(!matters_to_compilers("CPATHS=/x"));
  BOOST_TEST(!matters_to_compilers("CPATH"));
  BOOST_TEST(!matters_to_compilers("PATH=/x"));
  BOOST_TEST(!matters_to_compilers("XCPATH=/x"));
}

BOOST_AUTO_TEST_SUITE_END()
