#define BOOST_TEST_DYN_LINK
#include "base/text.hpp"
#include "supervise/loader.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc::supervise;

namespace {

using Words = std::vector<std::string>;

void check(const std::string& line, const std::string& program, const std::string& argv) {
  BOOST_TEST_CONTEXT(line) {
    const auto call = parse_loader_call(crossrc::words(line));
    BOOST_REQUIRE(call);
    BOOST_TEST(call->program == program);
    BOOST_TEST(crossrc::join(call->argv, " ") == argv);
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(loader)

BOOST_AUTO_TEST_CASE(loaders_by_their_names) {
  for (const char* name : {"/lib64/ld-linux-x86-64.so.2", "/r/lib/ld-linux.so.2", "ld-2.36.so",
                           "/lib/ld-musl-x86_64.so.1", "ld.so", "ld.so.1"}) {
    BOOST_TEST_CONTEXT(name) BOOST_TEST(is_loader(name));
  }
  for (const char* name : {"/usr/bin/ld", "ld.bfd", "libld.so", "ld-wrapper", "", "x/ld.gold"}) {
    BOOST_TEST_CONTEXT(name) BOOST_TEST(!is_loader(name));
  }
}

BOOST_AUTO_TEST_CASE(the_program_comes_after_the_options) {
  check("ld.so ./prog a --list b", "./prog", "./prog a --list b");
  check("ld.so --library-path /a:/b ./prog a", "./prog", "./prog a");
  check("ld.so --inhibit-cache --preload x.so --audit y.so --inhibit-rpath /z prog", "prog",
        "prog");
  check("ld.so --argv0 name ./prog a", "./prog", "name a");
}

BOOST_AUTO_TEST_CASE(a_call_that_starts_nothing) {
  for (const char* line : {"ld.so", "ld.so --list ./prog", "ld.so --verify ./prog", "ld.so --help",
                           "ld.so --version", "ld.so --list-tunables", "ld.so --library-path",
                           "ld.so --library-path /a", "ld.so --argv0"}) {
    BOOST_TEST_CONTEXT(line) BOOST_TEST(!parse_loader_call(crossrc::words(line)));
  }
}

BOOST_AUTO_TEST_CASE(the_targets_libraries_are_taken_out) {
  BOOST_TEST((without_sysroot_libraries({"A=1", "LD_LIBRARY_PATH=/r/lib:/t/lib:/r", "B=2"}, "/r") ==
              Words{"A=1", "LD_LIBRARY_PATH=/t/lib", "B=2"}));
  BOOST_TEST((without_sysroot_libraries({"A=1", "LD_LIBRARY_PATH=/r/lib:/r/usr/lib"}, "/r") ==
              Words{"A=1"}));
  BOOST_TEST((without_sysroot_libraries({"LD_LIBRARY_PATH=/rx", "X_LD_LIBRARY_PATH=/r"}, "/r") ==
              Words{"LD_LIBRARY_PATH=/rx", "X_LD_LIBRARY_PATH=/r"}));
  BOOST_TEST(without_sysroot_libraries({}, "/r").empty());
}

BOOST_AUTO_TEST_SUITE_END()
