#define BOOST_TEST_DYN_LINK
#include "portage/package.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc::portage;

namespace {

std::string halves(std::string_view pf) {
  const auto parts = split_pf(pf);
  return parts ? parts->first + " " + parts->second.text() : "none";
}

} // namespace

BOOST_AUTO_TEST_SUITE(package)

BOOST_AUTO_TEST_CASE(splits_at_the_hyphen_before_the_version) {
  BOOST_TEST(halves("bash-5.2") == "bash 5.2");
  BOOST_TEST(halves("bash-5.2_p1-r3") == "bash 5.2_p1-r3");
  BOOST_TEST(halves("font-adobe-100dpi-1.0") == "font-adobe-100dpi 1.0");
  BOOST_TEST(halves("foo-r1-2") == "foo-r1 2");
  BOOST_TEST(halves("foo--1") == "foo- 1");
  BOOST_TEST(halves("7-1") == "7 1");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_package_with_a_version) {
  for (const char* pf :
       {"", "-", "-1", "1", "bash", "bash-", "bash-r1", "bash-5.2-r", "foo-1-2", "foo-1-r1-2",
        "-MERGING-bash-5.2", "+foo-1", "foo.bar-1", "foo bar-1", ".keep", "foo-1~"})
    BOOST_CHECK_MESSAGE(halves(pf) == "none", pf);
}

BOOST_AUTO_TEST_CASE(names_by_the_specification) {
  BOOST_TEST(is_category("dev-qt"));
  BOOST_TEST(is_category("_a.b+c"));
  BOOST_TEST(!is_category("-dev"));
  BOOST_TEST(!is_category(""));
  BOOST_TEST(is_package_name("gtk+"));
  BOOST_TEST(is_package_name("foo-1xy"));
  BOOST_TEST(!is_package_name("foo-1"));
  BOOST_TEST(!is_package_name("foo.x"));
}

BOOST_AUTO_TEST_CASE(cpv_leaves_out_an_unknown_version) {
  Package package;
  package.category = "app-shells";
  package.name = "bash";
  BOOST_TEST(package.cpv() == "app-shells/bash");
  package.version = Version::parse("5.2-r1");
  BOOST_TEST(package.cpv() == "app-shells/bash-5.2-r1");
}

BOOST_AUTO_TEST_SUITE_END()
