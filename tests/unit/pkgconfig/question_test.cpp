#define BOOST_TEST_DYN_LINK
#include "pkgconfig/question.hpp"

#include "base/error.hpp"
#include "base/file.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::pkgconfig;
namespace fs = std::filesystem;

namespace {

/// A root with the usual directories, and a build beside it.
struct Fixture {
  TemporaryDirectory scratch{"/tmp"};
  std::string root = scratch.path() / "root";
  std::string build = scratch.path() / "portage/cat/pkg-1";

  Fixture() {
    for (const std::string& directory : {root + "/usr/lib64/pkgconfig", root + "/usr/lib/pkgconfig",
                                         root + "/usr/share/pkgconfig", build + "/work/sub"})
      fs::create_directories(directory);
  }
  [[nodiscard]] Question question(Side side) const {
    return {side,
            root,
            "",
            root + "/usr/lib64/pkgconfig:" + root + "/usr/share/pkgconfig",
            build,
            build + "/temp/crossrc-bin",
            "/usr/bin/pkg-config",
            "/usr/bin/pkg-config"};
  }
  [[nodiscard]] Variables ask(Side side, Variables variables) const {
    direct(variables, question(side));
    return variables;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(pkgconfig_question, Fixture)

BOOST_AUTO_TEST_CASE(the_target_is_searched_where_nobody_says_where) {
  const Variables set = ask(Side::target, {{"PATH", build + "/temp/crossrc-bin:/usr/bin"}});
  BOOST_TEST(set.at("PKG_CONFIG_LIBDIR") ==
             root + "/usr/lib64/pkgconfig:" + root + "/usr/share/pkgconfig");
  BOOST_TEST(set.count("PKG_CONFIG_PATH") == 0U);
  BOOST_TEST(set.at("PKG_CONFIG_SYSROOT_DIR") == root);
  BOOST_TEST(set.at("PKG_CONFIG_FDO_SYSROOT_RULES") == "1");
  BOOST_TEST(set.at("REAL_PKG_CONFIG") == "/usr/bin/pkg-config");
  BOOST_TEST(set.at("PATH") == "/usr/bin");
  BOOST_TEST(set.at("WORKDIR") == build + "/work");
}

BOOST_AUTO_TEST_CASE(directories_of_the_caller_are_the_targets_or_the_builds) {
  const Variables set =
      ask(Side::target, {{"PKG_CONFIG_PATH", build + "/work/sub:" + root +
                                                 "//usr/lib/pkgconfig/:/usr/share/pkgconfig:/no"},
                         {"PKG_CONFIG_LIBDIR", "/usr/lib/pkgconfig"}});
  BOOST_TEST(set.at("PKG_CONFIG_PATH") ==
             build + "/work/sub:" + root + "//usr/lib/pkgconfig/:" + root + "/usr/share/pkgconfig");
  BOOST_TEST(set.at("PKG_CONFIG_LIBDIR") == root + "/usr/lib/pkgconfig");
}

BOOST_AUTO_TEST_CASE(a_search_path_of_which_the_target_has_nothing_is_none) {
  const Variables set = ask(Side::target, {{"PKG_CONFIG_LIBDIR", "/builders"}});
  BOOST_TEST(set.at("PKG_CONFIG_LIBDIR").starts_with(root + "/usr/lib64/pkgconfig:"));
}

BOOST_AUTO_TEST_CASE(what_a_caller_says_of_the_sysroot_stays) {
  const Variables set =
      ask(Side::target, {{"PKG_CONFIG_SYSROOT_DIR", ""}, {"REAL_PKG_CONFIG", "mine"}});
  BOOST_TEST(set.at("PKG_CONFIG_SYSROOT_DIR").empty());
  BOOST_TEST(set.at("REAL_PKG_CONFIG") == "mine");
}

BOOST_AUTO_TEST_CASE(a_prefix_is_below_the_sysroot) {
  Question prefixed = question(Side::target);
  prefixed.prefix = "/opt/gentoo";
  Variables set;
  direct(set, prefixed);
  BOOST_TEST(set.at("ESYSROOT") == root + "/opt/gentoo");
  BOOST_TEST(set.at("PKG_CONFIG_SYSROOT_DIR") == root);
}

BOOST_AUTO_TEST_CASE(nothing_of_the_target_reaches_the_builder) {
  const Variables set =
      ask(Side::builder, {{"PKG_CONFIG_PATH", root + "/usr/share/pkgconfig:/opt/mine:" + build},
                          {"PKG_CONFIG_LIBDIR", root + "/usr/lib64/pkgconfig"},
                          {"PKG_CONFIG_SYSROOT_DIR", root + "/"},
                          {"PKG_CONFIG_SYSTEM_INCLUDE_PATH", root + "/usr/include"},
                          {"PKG_CONFIG_DEBUG_SPEW", "1"}});
  BOOST_TEST(set.at("PKG_CONFIG_PATH") == "/opt/mine:" + build);
  for (const char* name :
       {"PKG_CONFIG_LIBDIR", "PKG_CONFIG_SYSROOT_DIR", "PKG_CONFIG_SYSTEM_INCLUDE_PATH"})
    BOOST_TEST(set.count(name) == 0U, name);
  BOOST_TEST(set.at("PKG_CONFIG_DEBUG_SPEW") == "1");
}

BOOST_AUTO_TEST_CASE(what_the_caller_looks_for_on_the_builder_stays) {
  const Variables set = ask(Side::builder, {{"PKG_CONFIG_LIBDIR", "/b/pkgconfig"},
                                            {"PKG_CONFIG_PATH", "/usr/share/pkgconfig"}});
  BOOST_TEST(set.at("PKG_CONFIG_LIBDIR") == "/b/pkgconfig");
  BOOST_TEST(set.at("PKG_CONFIG_PATH") == "/usr/share/pkgconfig");
}

BOOST_AUTO_TEST_CASE(a_build_below_the_root_is_the_builds) {
  build = root + "/tmp/portage/cat/pkg-1";
  fs::create_directories(build + "/work/sub");
  const Variables set = ask(Side::builder, {{"PKG_CONFIG_PATH", build + "/work/sub"}});
  BOOST_TEST(set.at("PKG_CONFIG_PATH") == build + "/work/sub");
}

BOOST_AUTO_TEST_CASE(answers_are_looked_at_where_a_file_of_the_build_is) {
  const Question asked = question(Side::target);
  BOOST_TEST(may_name_build({{"PKG_CONFIG_PATH", build + "/work/sub"}}, {"--cflags", "x"}, asked));
  BOOST_TEST(may_name_build({}, {"--cflags", "./x.pc"}, asked));
  BOOST_TEST(may_name_build({{"PKG_CONFIG_PATH", "sub"}}, {"x"}, asked));
  BOOST_TEST(!may_name_build({{"PKG_CONFIG_PATH", root + "/usr/share"}}, {"x"}, asked));
  BOOST_TEST(!may_name_build({{"PKG_CONFIG_PATH", build}}, {"x"}, question(Side::builder)));
}

BOOST_AUTO_TEST_CASE(the_sysroot_goes_from_before_the_build_and_from_nowhere_else) {
  BOOST_TEST(without_sysroot_before_build("-I/r/b/x -L/r/usr/lib -isystem /r/b\n", "/r", "/b") ==
             "-I/b/x -L/r/usr/lib -isystem /b\n");
  BOOST_TEST(without_sysroot_before_build("-I/r/r/b/x -I/r/b\n", "/r", "/r/b") ==
             "-I/r/b/x -I/r/b\n");
  BOOST_TEST(without_sysroot_before_build("-I/b/x", "", "/b") == "-I/b/x");
  BOOST_TEST(without_sysroot_before_build("-I//b/x", "/", "/b") == "-I//b/x");
}

BOOST_AUTO_TEST_CASE(a_script_holds_the_question) {
  const std::string text = script({Side::builder, "/r oot", "", "", "/b", "/n", "/p", "/q"}, "/h");
  BOOST_TEST(text == "#!/bin/sh\nexec /h builder '/r oot' '' '' /b /n /p /q \"$@\"\n");
  const Question read =
      question_of({"target", "/r", "/e", "/s", "/b", "/n", "/builders", "/program"});
  BOOST_TEST((read.side == Side::target));
  BOOST_TEST(read.prefix == "/e");
  BOOST_TEST(read.program == "/program");
  BOOST_CHECK_THROW(question_of({"target"}), InputError);
  BOOST_CHECK_THROW(question_of({"x", "", "", "", "", "", "", ""}), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
