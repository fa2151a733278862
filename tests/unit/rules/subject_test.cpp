#define BOOST_TEST_DYN_LINK
#include "rules/subject.hpp"

#include "base/error.hpp"
#include "support.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::rules;
using namespace crossrc::rules::test;

namespace {

bool undecided(const char* atom, const char* package) {
  return is_undecided(portage::Atom::parse(atom), package_from_argument(package));
}

} // namespace

BOOST_AUTO_TEST_SUITE(subject)

BOOST_AUTO_TEST_CASE(the_environment_of_a_phase_tells_all) {
  const portage::Package package = package_from_environment(lookup_in({{"CATEGORY", "dev-libs"},
                                                                       {"PF", "foo-bar-1.2-r1"},
                                                                       {"SLOT", "0/3"},
                                                                       {"repository", "own"},
                                                                       {"USE", "a other"},
                                                                       {"IUSE_EFFECTIVE", "a b"}}));
  BOOST_TEST(package.cpv() == "dev-libs/foo-bar-1.2-r1");
  BOOST_TEST(package.slot == "0");
  BOOST_TEST(package.subslot == "3");
  BOOST_TEST(package.repository == "own");
  const std::map<std::string, bool> use{{"a", true}, {"b", false}};
  BOOST_TEST((package.use == use));
}

BOOST_AUTO_TEST_CASE(a_slot_is_its_own_subslot_and_iuse_may_have_defaults) {
  const portage::Package package =
      package_from_environment(lookup_in({{"CATEGORY", "a"},
                                          {"PF", "b-1"},
                                          {"SLOT", "2"},
                                          {"PORTAGE_REPO_NAME", "gentoo"},
                                          {"repository", "other"},
                                          {"USE", "on"},
                                          {"IUSE", "+on -off"}}));
  BOOST_TEST(package.subslot == "2");
  BOOST_TEST(package.repository == "gentoo");
  const std::map<std::string, bool> use{{"on", true}, {"off", false}};
  BOOST_TEST((package.use == use));
}

BOOST_AUTO_TEST_CASE(without_a_package_there_is_no_plan) {
  BOOST_CHECK_THROW(package_from_environment(lookup_in({{"PF", "b-1"}})), InputError);
  BOOST_CHECK_THROW(package_from_environment(lookup_in({{"CATEGORY", "a"}, {"PF", "b"}})),
                    InputError);
}

BOOST_AUTO_TEST_CASE(an_argument_has_as_much_as_is_known) {
  BOOST_TEST(package_from_argument("a/b").cpv() == "a/b");
  BOOST_TEST(package_from_argument("a/b-c-1.0_rc1-r2").cpv() == "a/b-c-1.0_rc1-r2");
  const portage::Package package = package_from_argument("=a/b-1:2/3::own[x,-y]");
  BOOST_TEST(package.cpv() == "a/b-1");
  BOOST_TEST(package.slot == "2");
  BOOST_TEST(package.subslot == "3");
  BOOST_TEST(package.repository == "own");
  BOOST_TEST(package.use->at("x"));
  BOOST_TEST(!package.use->at("y"));
  BOOST_TEST(package_from_argument("a/b-1:2").cpv() == "a/b-1");
}

BOOST_AUTO_TEST_CASE(an_argument_is_one_package) {
  for (const char* bad : {"b", "b-1", "", "a/*", "*/b", "=a/b-1*", ">=a/b-1", "~a/b-1", "!a/b",
                          "a/b:=", "a/b c", "a/", "/b"})
    BOOST_CHECK_THROW(package_from_argument(bad), InputError);
}

BOOST_AUTO_TEST_CASE(a_match_is_open_where_only_unknown_parts_could_forbid_it) {
  for (const char* atom :
       {"=a/b-1", ">a/b-1", "<a/b-1", "<=a/b-1", "~a/b-1", "=a/b-1*", "a/b:0", "a/b:0/1", "a/b::x",
        "a/b[f]", "a/b[-f]", ">=a/b-1:0/1::x[f,-g]", "=*/*-*9999*"})
    BOOST_TEST(undecided(atom, "a/b"), atom);
  BOOST_TEST(!undecided("a/b", "a/b"));
  BOOST_TEST(!undecided("=a/c-1", "a/b"));
}

BOOST_AUTO_TEST_CASE(a_match_is_not_open_where_a_known_part_forbids_it) {
  BOOST_TEST(!undecided(">=a/b-2:0", "a/b-1"));
  BOOST_TEST(undecided(">=a/b-2:0", "a/b-3"));
  BOOST_TEST(!undecided("a/b:0[f]", "a/b:1"));
  BOOST_TEST(!undecided("a/b[f,g]", "a/b[-f]"));
  BOOST_TEST(undecided("a/b[f,g]", "a/b[f]"));
  BOOST_TEST(!undecided("=a/b-1::x", "a/b::y"));
}

BOOST_AUTO_TEST_SUITE_END()
