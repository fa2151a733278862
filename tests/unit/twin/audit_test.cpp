#define BOOST_TEST_DYN_LINK
#include "../isa/workshop.hpp"
#include "twin/audit.hpp"

#include <algorithm>

using namespace crossrc;
using namespace crossrc::test;

namespace {

struct Loaders : Workshop {
  /// Where the answers lead.
  [[nodiscard]] std::vector<fs::path> answers() const {
    std::vector<fs::path> targets;
    for (const auto& entry : fs::directory_iterator(path() / "twins/loaded")) {
      targets.push_back(fs::read_symlink(entry));
    }
    std::ranges::sort(targets);
    return targets;
  }
  [[nodiscard]] fs::path twins() const { return path() / "twins"; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(audit, Loaders)

BOOST_AUTO_TEST_CASE(loaders_are_told_by_the_state_of_a_library) {
  const fs::path library = write("libone.so", "one");
  twin::tell_loaders(twins(), library, "/twin/of/it");
  twin::tell_loaders(twins(), library, "/another"); // in its place
  BOOST_TEST(answers() == std::vector<fs::path>{"/another"});
  write("libone.so", "changed");
  twin::tell_loaders(twins(), library, library); // needs none
  BOOST_TEST((answers() == std::vector<fs::path>{"-", "/another"}));
}

BOOST_AUTO_TEST_CASE(nothing_is_told_of_a_library_that_is_gone) {
  twin::tell_loaders(twins(), path() / "missing.so", "/twin");
  BOOST_TEST(!fs::exists(twins() / "loaded"));
}

BOOST_AUTO_TEST_CASE(one_library_a_machine) {
  BOOST_TEST(twin::audit_library("/twins") != twin::audit_library("/twins", {"-m32"}));
  BOOST_TEST(twin::audit_library("/twins").filename() == "audit.so");
  BOOST_TEST(twin::question_path("/twins") == "/twins/ask");
}

BOOST_AUTO_TEST_CASE(comes_before_what_the_environment_has) {
  const std::string library = twin::audit_library("/twins").native();
  const std::string room = "glibc.rtld.optional_static_tls=65536";
  const auto bare = twin::with_audit_library({"A=b"}, "/twins");
  BOOST_TEST(
      (bare == std::vector<std::string>{"A=b", "LD_AUDIT=" + library, "GLIBC_TUNABLES=" + room}));
  const auto own = twin::with_audit_library({"GLIBC_TUNABLES=x=1", "LD_AUDIT=/its.so"}, "/twins");
  BOOST_TEST((own == std::vector<std::string>{"GLIBC_TUNABLES=" + room + ":x=1",
                                              "LD_AUDIT=" + library + ":/its.so"}));
}

BOOST_AUTO_TEST_CASE(a_program_of_any_linker_has_it) {
  const fs::path library = path() / "audit.so";
  write("audit.c", "#include <stdio.h>\nunsigned la_version(unsigned v) { puts(\"asked\"); "
                   "fflush(stdout); return v; }");
  write("main.c", "#include <stdio.h>\nint main(void) { puts(\"main\"); }");
  sh("gcc -shared -fPIC audit.c -o audit.so -Wl,-soname,$PWD/audit.so");
  std::string options;
  for (const std::string& option : twin::audit_options(library)) options += " -Xlinker " + option;
  for (const std::string linker : {"bfd", "gold", "lld", "mold"}) {
    if (run({"sh", "-c", "command -v ld." + linker}).status != 0) continue;
    sh("gcc -fuse-ld=" + linker + " -Wl,--as-needed" + options + " main.c -o prog");
    twin::mark_audit_library(path() / "prog", library);
    BOOST_TEST(sh("./prog") == "asked\nmain\n", linker);
    BOOST_CHECK_THROW(twin::mark_audit_library(path() / "prog", library), twin::TwinError);
  }
}

BOOST_AUTO_TEST_CASE(room_for_thread_storage) {
  write("small.c", "__thread int small[4]; int* at(void) { return small; }");
  write("large.c", "__thread int large[4096]; int* at(void) { return large; }");
  write("main.c", "int* at(void); int main(void) { return *at(); }");
  for (const std::string name : {"small", "large"}) {
    sh("gcc -shared -fPIC " + name + ".c -o lib" + name + ".so && gcc main.c -L. -l" + name +
       " -Wl,-rpath,$PWD -o " + name);
  }
  BOOST_TEST(twin::has_room_for_audit(path() / "small", {path(), "", ""}));
  BOOST_TEST(!twin::has_room_for_audit(path() / "large", {path(), "", ""}));
}

BOOST_AUTO_TEST_SUITE_END()
