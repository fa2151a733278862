#define BOOST_TEST_DYN_LINK
#include "rules/machines.hpp"

#include "base/file.hpp"
#include "support.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::rules;
using namespace crossrc::rules::test;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(machines)

BOOST_AUTO_TEST_CASE(the_builder_is_asked_for_its_tuple_only_where_rules_have_none) {
  const TemporaryDirectory directory("/tmp");
  replace_file(directory.path() / "gcc",
               "#!/bin/sh\necho \"$1\" | tr -d - | sed 's/^/a-/; s/$/-c/'\n", 0755);
  const Lookup lookup = lookup_in({{"PATH", directory.path().string()}});
  BOOST_TEST(find_builder({}, lookup).chost == "a-dumpmachine-c");
  BuilderKeys keys;
  keys.chost = {"x86_64-mine-linux-gnu", {}};
  BOOST_TEST(find_builder(keys, lookup).chost == "x86_64-mine-linux-gnu");
}

BOOST_AUTO_TEST_CASE(a_gcc_that_fails_or_chatters_tells_nothing) {
  const TemporaryDirectory directory("/tmp");
  const Lookup lookup = lookup_in({{"PATH", directory.path().string()}});
  BOOST_TEST(find_builder({}, lookup).chost.empty());
  replace_file(directory.path() / "gcc", "#!/bin/sh\necho a-b-c\nexit 1\n", 0755);
  BOOST_TEST(find_builder({}, lookup).chost.empty());
  replace_file(directory.path() / "gcc", "#!/bin/sh\necho gcc: warning\necho a-b-c\n", 0755);
  BOOST_TEST(find_builder({}, lookup).chost.empty());
}

BOOST_AUTO_TEST_CASE(the_builders_flags_are_safe_and_follow_each_other) {
  const Builder plain = find_builder({}, lookup_in({}));
  BOOST_TEST(plain.root == "/");
  BOOST_TEST(plain.cflags == "-O1 -pipe");
  BOOST_TEST(plain.cxxflags == "-O1 -pipe");
  BOOST_TEST(plain.ldflags == "");
  BuilderKeys keys;
  keys.cflags = {"-O0", {}};
  BOOST_TEST(find_builder(keys, lookup_in({})).cxxflags == "-O0");
}

BOOST_AUTO_TEST_CASE(the_targets_root_is_told_or_taken_from_root_or_made_of_the_tuple) {
  TargetKeys keys;
  BOOST_TEST(find_target(keys, lookup_in({{"CHOST", "a-b-c"}})).root == "/usr/a-b-c");
  BOOST_TEST(find_target(keys, lookup_in({{"CHOST", "a-b-c"}, {"ROOT", "//"}})).root ==
             "/usr/a-b-c");
  BOOST_TEST(find_target(keys, lookup_in({{"CHOST", "a-b-c"}, {"ROOT", "/r/"}})).root == "/r");
  BOOST_TEST(find_target(keys, lookup_in({})).root == "");
  keys.root = {"/k", {}};
  BOOST_TEST(find_target(keys, lookup_in({{"ROOT", "/r/"}})).root == "/k");
  keys.chost = {"d-e-f", {}};
  BOOST_TEST(find_target(keys, lookup_in({{"CHOST", "a-b-c"}})).chost == "d-e-f");
}

BOOST_AUTO_TEST_CASE(two_names_of_one_root_are_equal) {
  const TemporaryDirectory directory("/tmp");
  const std::string real = fs::canonical(directory.path()).string();
  fs::create_directory(directory.path() / "r");
  fs::create_symlink("r", directory.path() / "link");
  BOOST_TEST(normal_root(real + "/link/") == real + "/r");
  BOOST_TEST(normal_root(real + "//r/.") == real + "/r");
  BOOST_TEST(normal_root(real + "/none/../none/") == real + "/none");
  BOOST_TEST(normal_root("") == "/");
  BOOST_TEST(normal_root("//") == "/");
}

BOOST_AUTO_TEST_SUITE_END()
