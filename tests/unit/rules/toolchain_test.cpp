#define BOOST_TEST_DYN_LINK
#include "rules/toolchain.hpp"

#include "base/file.hpp"
#include "support.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::rules;
using namespace crossrc::rules::test;

BOOST_AUTO_TEST_SUITE(toolchain)

BOOST_AUTO_TEST_CASE(tools_have_the_prefix_where_path_has_it) {
  const TemporaryDirectory directory("/tmp");
  for (const char* name : {"a-b-c-gcc", "a-b-c-nm"})
    replace_file(directory.path() / name, "", 0755);
  replace_file(directory.path() / "a-b-c-ar", "", 0644);
  const auto list = build_toolchain({"a-b-c", "/", "-O1", "-O2", "-s"},
                                    lookup_in({{"PATH", directory.path().string()}}));
  const std::map<std::string, std::string> tools(list.begin(), list.end());
  BOOST_TEST(tools.size() == list.size());
  for (const char* name : {"BUILD_CC", "CC_FOR_BUILD", "HOSTCC"})
    BOOST_TEST(tools.at(name) == "a-b-c-gcc");
  for (const char* name : {"BUILD_CPP", "CPP_FOR_BUILD", "HOSTCPP"})
    BOOST_TEST(tools.at(name) == "a-b-c-gcc -E");
  BOOST_TEST(tools.at("HOSTNM") == "a-b-c-nm");
  BOOST_TEST(tools.at("BUILD_AR") == "ar");
  BOOST_TEST(tools.at("CXX_FOR_BUILD") == "g++");
  BOOST_TEST(tools.at("BUILD_PKG_CONFIG") == "pkg-config");
}

BOOST_AUTO_TEST_CASE(pkg_config_is_what_answers_for_the_builder) {
  Builder builder{"a-b-c", "/", "", "", ""};
  builder.pkg_config = "/t/build-pkg-config";
  const auto list = build_toolchain(builder, lookup_in({}));
  const std::map<std::string, std::string> tools(list.begin(), list.end());
  for (const char* name : {"BUILD_PKG_CONFIG", "PKG_CONFIG_FOR_BUILD", "HOSTPKG_CONFIG"})
    BOOST_TEST(tools.at(name) == "/t/build-pkg-config");
}

BOOST_AUTO_TEST_CASE(flags_are_the_builders_in_every_spelling) {
  const auto list = build_toolchain({"", "/", "-O1", "-O2", "-s"}, lookup_in({}));
  const std::map<std::string, std::string> tools(list.begin(), list.end());
  for (const char* name : {"BUILD_CFLAGS", "CFLAGS_FOR_BUILD", "HOSTCFLAGS"})
    BOOST_TEST(tools.at(name) == "-O1");
  for (const char* name : {"BUILD_CXXFLAGS", "CXXFLAGS_FOR_BUILD", "HOSTCXXFLAGS"})
    BOOST_TEST(tools.at(name) == "-O2");
  for (const char* name : {"BUILD_LDFLAGS", "LDFLAGS_FOR_BUILD", "HOSTLDFLAGS"})
    BOOST_TEST(tools.at(name) == "-s");
  for (const char* name : {"BUILD_CPPFLAGS", "CPPFLAGS_FOR_BUILD"})
    BOOST_TEST(tools.at(name) == "");
  BOOST_TEST(tools.at("BUILD_CC") == "gcc");
}

BOOST_AUTO_TEST_CASE(what_the_user_says_stays) {
  const auto list = build_toolchain({"", "/", "-O1", "-O1", ""}, lookup_in({{"HOSTCC", "ccache cc"},
                                                                            {"BUILD_CFLAGS", "-O3"},
                                                                            {"HOSTCFLAGS", "-Og"},
                                                                            {"BUILD_AR", ""}}));
  const std::map<std::string, std::string> tools(list.begin(), list.end());
  for (const char* name : {"BUILD_CC", "CC_FOR_BUILD", "HOSTCC"})
    BOOST_TEST(tools.at(name) == "ccache cc");
  BOOST_TEST(tools.at("BUILD_CFLAGS") == "-O3");
  BOOST_TEST(tools.at("CFLAGS_FOR_BUILD") == "-O1");
  BOOST_TEST(tools.at("HOSTCFLAGS") == "-Og");
  BOOST_TEST(tools.at("BUILD_AR") == "ar");
}

BOOST_AUTO_TEST_SUITE_END()
