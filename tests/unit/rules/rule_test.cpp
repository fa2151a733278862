#define BOOST_TEST_DYN_LINK
#include "rules/rule.hpp"

#include "support.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::rules;
using namespace crossrc::rules::test;

BOOST_AUTO_TEST_SUITE(rule)

BOOST_AUTO_TEST_CASE(every_key_is_read_with_its_place) {
  Report report;
  const Rule rule = rule_of("match: [a/b, c/*]\n"
                            "method: 5\n"
                            "trap: off\n"
                            "identical: a/c\n"
                            "both: [a/d, a/e]\n"
                            "isa: builder\n"
                            "gcc: 13.2\n"
                            "compiler: clang\n"
                            "phases: [install, setup]\n"
                            "env: {X: 1}\n"
                            "qt-host-path: /qt\n"
                            "reason: why\n",
                            report);
  BOOST_TEST(report.valid());
  BOOST_TEST(rule.place.text() == "f:1:1");
  BOOST_TEST(rule.match.size() == 2U);
  BOOST_TEST(rule.settings.method->value->name == "native");
  BOOST_TEST(rule.settings.method->place.text() == "f:2:9");
  BOOST_TEST(rule.settings.trap->value == "off");
  BOOST_TEST(rule.settings.identical->value[0].value.text() == "a/c");
  BOOST_TEST(rule.settings.both->value.size() == 2U);
  BOOST_TEST(rule.settings.isa->value == "builder");
  BOOST_TEST(rule.settings.gcc->value == "13.2");
  BOOST_TEST(rule.settings.compiler->value == "clang");
  BOOST_TEST(rule.settings.phases->place.text() == "f:9:9");
  BOOST_TEST(rule.settings.env[0].place.text() == "f:10:7");
  BOOST_TEST(rule.settings.qt_host_path->value == "/qt");
  BOOST_TEST(rule.reason == "why");
}

BOOST_AUTO_TEST_CASE(phases_come_in_the_order_in_which_they_run) {
  const Settings settings = settings_of("phases: [install, setup, install]");
  const std::vector<std::string_view> expected{"setup", "install"};
  BOOST_TEST(settings.phases->value == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(gcc_versions_are_numbers_with_dots) {
  for (const char* bad : {"gcc-13", "13.", ".1", "1..2", "''", "13a"}) {
    Report report;
    read_defaults(parse_document("gcc: " + std::string(bad), "f"), report);
    BOOST_TEST(report.count(Severity::error) == 1U, bad);
  }
}

BOOST_AUTO_TEST_CASE(every_key_has_an_effect) {
  Report report;
  read_defaults(parse_document("isa: target\ngcc: 13\ncompiler: gcc\nmethod: 2\ntrap: eager", "f"),
                report);
  BOOST_TEST(report.valid());
  BOOST_TEST(lines(report) == "");
}

BOOST_AUTO_TEST_CASE(a_rule_without_effect_is_warned_of_unless_it_is_wrong_anyway) {
  Report report;
  rule_of("{match: a/b, reason: x}", report);
  BOOST_TEST(lines(report) == "f:1:1: warning: this rule sets nothing: expected a key besides "
                              "match and reason\n");
  Report wrong;
  rule_of("{match: a/b, trap: x}", wrong);
  BOOST_TEST(wrong.findings().size() == 1U);
}

BOOST_AUTO_TEST_CASE(overlay_wins_key_by_key_and_keeps_all_changes) {
  Settings below = settings_of("{method: swap, trap: off, both: a/b, env: {X: 1, Y: 1}}");
  below.overlay(settings_of("{method: native, both: c/d, env: {X: 2}}"));
  BOOST_TEST(below.method->value->name == "native");
  BOOST_TEST(below.trap->value == "off");
  BOOST_TEST(below.both->value.size() == 2U); // requirements add up, see plan_test.cpp
  BOOST_TEST(below.env.size() == 3U);
  BOOST_TEST(below.env[2].set.value() == "2");
}

BOOST_AUTO_TEST_SUITE_END()
