#define BOOST_TEST_DYN_LINK
#include "../isa/workshop.hpp"
#include "twin/linker_script.hpp"

using namespace crossrc;
using namespace crossrc::test;
using twin::LinkerScript;

namespace {

struct Scripts : Workshop {
  [[nodiscard]] std::optional<LinkerScript> read(std::string_view text) const {
    return twin::read_linker_script(write("libc.so", text));
  }
  [[nodiscard]] std::string inputs_of(std::string_view text) const {
    const auto script = read(text);
    if (!script) return "(none)";
    std::string all = script->is_group ? "group" : "";
    for (const std::string& input : script->inputs) all += '|' + input;
    return all;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(linker_script, Scripts)

BOOST_AUTO_TEST_CASE(as_glibc_installs_them) {
  BOOST_TEST(inputs_of("/* GNU ld script\n   Use the shared library. */\n"
                       "OUTPUT_FORMAT(elf64-x86-64)\n"
                       "GROUP ( /lib64/libc.so.6 /usr/lib64/libc_nonshared.a  AS_NEEDED ( "
                       "/lib64/ld-linux-x86-64.so.2 ) )\n") ==
             "group|/lib64/libc.so.6|/usr/lib64/libc_nonshared.a|/lib64/ld-linux-x86-64.so.2");
}

BOOST_AUTO_TEST_CASE(as_packages_write_them) {
  BOOST_TEST(inputs_of("INPUT(libtinfo.so.6 -lm)") == "|libtinfo.so.6|-lm");
  BOOST_TEST(inputs_of("INPUT(a.o,b.o)\nINPUT (\"with a space.o\");") == "|a.o|b.o|with a space.o");
  BOOST_TEST(inputs_of("SEARCH_DIR(/opt/lib)\nTARGET(elf64-x86-64)INPUT(-lone)") == "|-lone");
  BOOST_TEST(inputs_of("INPUT(a.o/*,b.o*/c.o)") == "|a.o|c.o");
}

BOOST_AUTO_TEST_CASE(more_than_files_is_none) {
  BOOST_TEST(!read("SECTIONS { .text : { *(.text) } }"));
  BOOST_TEST(!read("INPUT(a.o)\nENTRY(start)"));
  BOOST_TEST(!read("INPUT(a.o)\nVERSION { V1 { global: *; }; }"));
}

BOOST_AUTO_TEST_CASE(what_is_no_script) {
  BOOST_TEST(!read(""));
  BOOST_TEST(!read("a text about INPUT and GROUP"));
  BOOST_TEST(!read("OUTPUT_FORMAT(elf64-x86-64)"));
  BOOST_TEST(!read(std::string_view("INPUT(a.o)\0", 11)));
  BOOST_TEST(!read("INPUT(" + std::string(70000, 'a') + ")"));
  BOOST_TEST(!twin::read_linker_script(path() / "missing"));
  BOOST_TEST(!twin::read_linker_script(path()));
}

BOOST_AUTO_TEST_CASE(cut_off_is_none) {
  for (const std::string_view text : {"INPUT(a.o", "INPUT(a.o))", "INPUT", "INPUT(\"a.o", ")",
                                      "(a)", "INPUT(a.o) /* and", "INPUT((a.o))"}) {
    if (text.ends_with("and")) {
      BOOST_TEST(inputs_of(text) == "|a.o");
    } else {
      BOOST_TEST(!read(text), text);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
