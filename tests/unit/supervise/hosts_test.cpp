#define BOOST_TEST_DYN_LINK
#include "../isa/workshop.hpp"
#include "supervise/hosts.hpp"

using namespace crossrc;
using namespace crossrc::supervise;
using namespace crossrc::test;

namespace {

/// A tree, and beside it what stands for the builder's programs.
struct Builders : Workshop {
  Builders() {
    setting.trees = {path() / "tree"};
    fs::create_directories(path() / "tree");
    hosts.libraries_made(1);
  }
  fs::path compile(const std::string& name, const std::string& source) const {
    write(name + ".c", source);
    sh("gcc " + name + ".c -o " + name);
    return path() / name;
  }
  [[nodiscard]] fs::path that_opens(const std::string& name) const {
    return compile(name, "#include <dlfcn.h>\n"
                         "int main(int c, char** v) { return dlopen(v[c - 1], 1) == 0; }");
  }
  static Program program(const fs::path& file, isa::Loading loading = {"/", "", ""}) {
    Program result;
    result.path = file;
    result.argv = {file};
    result.identity = file;
    result.loading = std::move(loading);
    return result;
  }

  twin::Setting setting;
  Watch watch{setting};
  Hosts hosts{watch};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(hosts, Builders)

BOOST_AUTO_TEST_CASE(programs_that_open_libraries) {
  BOOST_TEST(hosts.may_be(program(that_opens("interpreter"))));
  BOOST_TEST(!hosts.may_be(program(compile("plain", "int main(void) { return 0; }"))));
  BOOST_TEST(!hosts.may_be(program(write("script", "#!/bin/sh\n"))));
  BOOST_TEST(!hosts.may_be(program(path() / "missing")));
}

BOOST_AUTO_TEST_CASE(by_a_library_that_they_are_linked_with) {
  write("loader.c", "#include <dlfcn.h>\nvoid* load(const char* n) { return dlopen(n, 1); }");
  write("main.c", "void* load(const char*); int main(void) { return load(\"x\") == 0; }");
  sh("gcc -shared -fPIC loader.c -o libloader.so && "
     "gcc main.c -L. -lloader -Wl,-rpath,$PWD -o linked");
  BOOST_TEST(hosts.may_be(program(path() / "linked")));
}

BOOST_AUTO_TEST_CASE(not_before_there_is_something_to_load) {
  Hosts early(watch);
  BOOST_TEST(!early.may_be(program(that_opens("interpreter"))));
  early.libraries_made(1);
  BOOST_TEST(early.may_be(program(path() / "interpreter")));
}

BOOST_AUTO_TEST_CASE(not_what_only_starts_others_nor_compilers) {
  for (const std::string name : {"bash", "make", "gcc", "cc1plus", "x86_64-pc-linux-gnu-ld"}) {
    BOOST_TEST(!hosts.may_be(program(that_opens(name))), name);
  }
}

BOOST_AUTO_TEST_CASE(variables_that_lead_into_the_tree) {
  const fs::path plain = compile("plain", "int main(void) { return 0; }");
  const std::string inside = (path() / "tree/lib").native();
  BOOST_TEST(hosts.may_be(program(plain, {"/", inside, ""})));
  BOOST_TEST(hosts.may_be(program(plain, {"/", "/usr/lib:" + inside, ""})));
  BOOST_TEST(hosts.may_be(program(plain, {"/", "", "/usr/a.so " + inside + "/b.so"})));
  BOOST_TEST(hosts.may_be(program(plain, {path() / "tree", "lib", ""}))); // as seen from there
  BOOST_TEST(!hosts.may_be(program(plain, {"/", "lib:/usr/lib", "/usr/a.so"})));
  // bash has it from its own process: what it starts, too.
  BOOST_TEST(hosts.may_be(program(that_opens("bash"), {"/", "", inside + "/b.so"})));
}

BOOST_AUTO_TEST_CASE(rustc_with_macros_of_the_tree_alone) {
  Program rustc = program("/usr/bin/rustc", {path() / "tree", "", ""});
  rustc.argv = {"rustc", "main.rs", "--extern", "m=deps/libm.so"};
  BOOST_TEST(Hosts(watch).may_be(rustc)); // no library of C's needed
  rustc.argv.back() = "m=/usr/lib/libm.so";
  BOOST_TEST(!hosts.may_be(rustc));
}

BOOST_AUTO_TEST_CASE(one_that_trapped_is_known) {
  const Program one = program(that_opens("one"));
  BOOST_TEST(!hosts.is_known(one));
  hosts.learn(one);
  BOOST_TEST(hosts.is_known(one));
  BOOST_TEST(!hosts.is_known(program(path() / "two")));
}

BOOST_AUTO_TEST_SUITE_END()
