#define BOOST_TEST_DYN_LINK
#include "rules/report.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::rules;

BOOST_AUTO_TEST_SUITE(report)

BOOST_AUTO_TEST_CASE(only_errors_make_it_invalid) {
  Report report;
  report.warning({"f", 3, 4}, "w");
  BOOST_TEST(report.valid());
  report.error({"f"}, "e");
  BOOST_TEST(!report.valid());
  BOOST_TEST(report.count(Severity::warning) == 1U);
  BOOST_TEST(report.findings()[0].text() == "f:3:4: warning: w");
  BOOST_TEST(report.findings()[1].text() == "f: e");
}

BOOST_AUTO_TEST_SUITE_END()
