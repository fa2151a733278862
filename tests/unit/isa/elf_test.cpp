#define BOOST_TEST_DYN_LINK
#include "isa/elf.hpp"
#include "workshop.hpp"

using namespace crossrc;
using namespace crossrc::isa;
using crossrc::test::Workshop;

namespace {

struct Sources : Workshop {
  Sources() {
    write("one.c", "int one(void) { return 1; }\n");
    write("main.c", "int one(void); int main(void) { return one(); }\n");
  }
  [[nodiscard]] ElfFile open(const std::string& name) const {
    auto file = ElfFile::open(*this / name);
    BOOST_REQUIRE_MESSAGE(file, name);
    return std::move(*file);
  }
};

size_t code_size(const ElfFile& file) {
  size_t size = 0;
  for (const Code& run : file.code()) size += run.bytes.size();
  return size;
}

using Names = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(elf, Sources)

BOOST_AUTO_TEST_CASE(an_object) {
  sh("gcc -c one.c");
  const ElfFile object = open("one.o");
  BOOST_TEST((object.kind() == ElfKind::object));
  BOOST_TEST((object.mode() == Mode::bits64));
  BOOST_TEST(!object.has_interpreter());
  BOOST_TEST(object.needed().empty());
  BOOST_TEST(object.soname().empty());
  BOOST_TEST(!object.has_lto_code());
  BOOST_TEST(code_size(object) > 0U);
}

BOOST_AUTO_TEST_CASE(what_is_behind_it) {
  sh("gcc -c one.c && gcc main.c one.c -o prog && cp prog stripped && strip stripped");
  for (const char* name : {"one.o", "prog", "stripped"}) {
    BOOST_TEST(open(name).appended().empty(), name);
    sh(std::string("printf data >> ") + name);
    const ElfFile more = open(name);
    BOOST_TEST(std::string(more.appended().begin(), more.appended().end()) == "data", name);
  }
}

BOOST_AUTO_TEST_CASE(the_same_image_whatever_else_is_in_the_file) {
  sh("gcc -g main.c one.c -Wl,-rpath,/some/where -o prog && cp prog stripped && strip stripped");
  sh("objcopy --add-section .more=main.c -R .comment prog more");
  sh("sed 's#/some/where#/no////path#g' prog > moved");
  sh("echo 'int one(void) { return 2; }' > two.c && gcc -g main.c two.c -Wl,-rpath,/some/where -o "
     "other");
  sh("gcc -c -g one.c && cp one.o two.o && strip -g two.o");
  for (const char* name : {"prog", "stripped", "more", "moved"})
    BOOST_TEST(open(name).has_image_of(open("prog")), name);
  BOOST_TEST(!open("other").has_image_of(open("prog")));
  BOOST_TEST(!open("two.o").has_image_of(open("one.o")));
}

BOOST_AUTO_TEST_CASE(a_library_and_a_program_that_needs_it) {
  sh("gcc -shared -fPIC -Wl,-soname,libone.so.3 one.c -o libone.so");
  sh("gcc main.c -L. -lone '-Wl,-rpath,$ORIGIN/../lib:/usr/x' -o prog");
  const ElfFile library = open("libone.so");
  BOOST_TEST((library.kind() == ElfKind::library));
  BOOST_TEST(library.soname() == "libone.so.3");
  const ElfFile program = open("prog");
  BOOST_TEST((program.kind() == ElfKind::program));
  BOOST_TEST(program.has_interpreter());
  BOOST_TEST((program.needed() == Names{"libone.so.3", "libc.so.6"}));
  BOOST_TEST((program.run_path() == Names{"$ORIGIN/../lib", "/usr/x"}));
  BOOST_TEST(program.soname().empty());
}

BOOST_AUTO_TEST_CASE(programs_of_every_kind_are_programs) {
  sh("gcc main.c one.c -no-pie -o nopie && gcc main.c one.c -static -o static && "
     "gcc main.c one.c -static-pie -o staticpie");
  for (const char* name : {"nopie", "static", "staticpie"}) {
    BOOST_TEST_CONTEXT(name) BOOST_TEST((open(name).kind() == ElfKind::program));
  }
  BOOST_TEST(open("nopie").has_interpreter());
  BOOST_TEST(!open("static").has_interpreter());
  BOOST_TEST(open("static").needed().empty());
}

BOOST_AUTO_TEST_CASE(old_run_paths_count_too) {
  sh("gcc main.c one.c -Wl,--disable-new-dtags,-rpath,/a -o prog");
  BOOST_TEST((open("prog").run_path() == Names{"/a"}));
}

BOOST_AUTO_TEST_CASE(a_32_bit_object) {
  sh("printf 'nop\\n' | as --32 -o small.o -");
  BOOST_TEST((open("small.o").mode() == Mode::bits32));
}

BOOST_AUTO_TEST_CASE(code_without_section_headers_comes_from_segments) {
  sh("gcc main.c one.c -o prog && cp prog headless");
  // e_shoff, e_shentsize, e_shnum, e_shstrndx
  sh("printf '\\0\\0\\0\\0\\0\\0\\0\\0' | dd of=headless bs=1 seek=40 conv=notrunc status=none && "
     "printf '\\0\\0\\0\\0\\0\\0' | dd of=headless bs=1 seek=58 conv=notrunc status=none");
  BOOST_TEST(code_size(open("headless")) >= code_size(open("prog")));
}

BOOST_AUTO_TEST_CASE(addresses_are_those_of_the_symbols) {
  sh("gcc -no-pie main.c one.c -o prog");
  const std::string line = sh("nm prog | grep ' T main$'");
  const uint64_t main = std::stoull(line, nullptr, 16);
  const ElfFile program = open("prog");
  const auto code = program.code();
  const bool found = std::ranges::any_of(code, [&](const Code& run) {
    return run.address <= main && main < run.address + run.bytes.size();
  });
  BOOST_TEST(found);
}

BOOST_AUTO_TEST_CASE(tells_code_for_the_link_time_optimizer) {
  sh("gcc -flto -c one.c -o thin.o && gcc -flto -ffat-lto-objects -c one.c -o fat.o");
  BOOST_TEST(open("thin.o").has_lto_code());
  BOOST_TEST(open("fat.o").has_lto_code());
}

BOOST_AUTO_TEST_CASE(finds_symbols_by_prefix) {
  sh("gcc main.c one.c -o prog");
  BOOST_TEST(open("prog").has_symbol_prefix("__libc_start_m"));
  BOOST_TEST(open("prog").has_symbol_prefix("one"));
  BOOST_TEST(!open("prog").has_symbol_prefix("__lsan_"));
}

BOOST_AUTO_TEST_CASE(anything_else_is_none) {
  write("empty", "");
  write("script", "#!/bin/sh\n");
  write("short", "\177ELF");
  sh("mkfifo pipe && mkdir directory && gcc -c one.c && ar cr libone.a one.o");
  for (const char* name :
       {"empty", "script", "short", "pipe", "directory", "missing", "libone.a"}) {
    BOOST_TEST_CONTEXT(name) BOOST_TEST(!ElfFile::open(*this / name));
  }
}

BOOST_AUTO_TEST_CASE(another_machines_is_none) {
  sh("gcc -c one.c && printf '\\267' | dd of=one.o bs=1 seek=18 conv=notrunc status=none"); // EM_AARCH64
  BOOST_TEST(!ElfFile::open(*this / "one.o"));
}

BOOST_AUTO_TEST_CASE(damage_is_no_reason_to_die) {
  sh("gcc -shared -fPIC one.c -o libone.so");
  const std::string good = read_file(*this / "libone.so");
  for (size_t at = 0x20; at < 0x200; ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(0xff);
    const auto file = ElfFile::open(write("bad", bad));
    if (!file) continue;
    static_cast<void>(file->kind());
    static_cast<void>(file->needed().size() + file->run_path().size() + code_size(*file));
    static_cast<void>(file->has_lto_code() || file->has_symbol_prefix("x"));
  }
  for (size_t size = 0; size < good.size(); size += 97) {
    const auto file = ElfFile::open(write("cut", good.substr(0, size)));
    if (file) static_cast<void>(file->needed().size() + code_size(*file));
  }
  BOOST_TEST((open("libone.so").kind() == ElfKind::program)); // one without a SONAME
}

BOOST_AUTO_TEST_SUITE_END()
