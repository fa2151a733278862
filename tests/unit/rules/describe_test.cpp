#define BOOST_TEST_DYN_LINK
#include "rules/describe.hpp"

#include "support.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc::rules;
using namespace crossrc::rules::test;

BOOST_AUTO_TEST_SUITE(description)

BOOST_AUTO_TEST_CASE(each_setting_is_a_line) {
  const std::vector<std::string> expected{
      "method: root-only",     "trap: off",       "both: [a/b, c/d]", "gcc: 13",
      "phases: [setup, test]", "qt-host-path: /", "env: X unset"};
  const Settings settings = settings_of("{env: {X: null}, qt-host-path: /, phases: [test, setup], "
                                        "gcc: 13, both: [a/b, c/d], trap: off, method: 7}");
  BOOST_TEST(describe(settings) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
