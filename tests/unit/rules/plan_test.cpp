#define BOOST_TEST_DYN_LINK
#include "rules/plan.hpp"

#include "rules/describe.hpp"
#include "rules/subject.hpp"
#include "support.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::rules;
using namespace crossrc::rules::test;

namespace {

Rules rules_of(const std::vector<std::string>& texts) {
  Rules rules;
  Report report;
  for (const std::string& text : texts) rules.rules.push_back(rule_of(text, report));
  BOOST_REQUIRE_EQUAL(lines(report), "");
  return rules;
}

} // namespace

BOOST_AUTO_TEST_SUITE(plan)

BOOST_AUTO_TEST_CASE(without_rules_there_are_defaults) {
  const Rules rules;
  const Plan plan = make_plan(rules, package_from_argument("a/b-1"));
  BOOST_TEST(plan.method().name == "cross");
  BOOST_TEST(plan.trap() == "auto");
  BOOST_TEST(plan.phases().size() == 7U);
  const std::vector<std::string_view> supervised{"configure", "compile", "test", "install"};
  BOOST_TEST(plan.supervised() == supervised, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(inside_of_the_root_even_the_shell_may_trap) {
  const Rules rules = rules_of({"{match: a/b, method: chroot, phases: [setup, unpack, compile]}"});
  const std::vector<std::string_view> supervised{"unpack", "compile"};
  BOOST_TEST(make_plan(rules, package_from_argument("a/b")).supervised() == supervised,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_rule_counts_while_anything_of_it_is_left) {
  Report report;
  Rules rules;
  load_text(
      "rules:\n"
      "- { match: a/b, reason: lost, method: cross }\n"
      "- { match: a/b, reason: lost too, env: { A: x, B: { append: y } } }\n"
      "- { match: a/b, reason: half, both: [c/d], method: swap }\n"
      "- { match: a/b, reason: edits, env: { C: { append: y } } }\n"
      "- { match: a/b, reason: nothing but this }\n"
      "- { match: a/b, reason: last, method: native, env: { A: z, B: null, C: { append: x } } }\n",
      "f", rules, report);
  std::string reasons;
  for (const Rule* rule : make_plan(rules, package_from_argument("a/b")).rules_that_count())
    reasons += rule->reason + ";";
  BOOST_TEST(reasons == "half;edits;nothing but this;last;");
}

BOOST_AUTO_TEST_CASE(a_shipped_requirement_that_the_package_does_not_have_counts_for_nothing) {
  Rules rules = rules_of({"{match: a/b, reason: waived, both: [c/d]}",
                          "{match: a/b, reason: besides, both: [c/e], env: {FOO: x}}"});
  for (Rule& rule : rules.rules) rule.settings.both->value[0].as_declared = true;
  std::string reasons;
  for (const Rule* rule : make_plan(rules, package_from_argument("a/b")).rules_that_count())
    reasons += rule->reason + ";";
  BOOST_TEST(reasons == "besides;");
}

BOOST_AUTO_TEST_CASE(rules_that_match_by_any_atom_win_over_defaults_and_each_other) {
  Rules rules =
      rules_of({"{match: [x/y, a/b], method: swap, trap: off}", "{match: a/c, trap: report}",
                "{match: a/*, method: native}", "{match: '<a/b-1', method: builder}"});
  rules.defaults = settings_of("{method: sysroot, trap: rerun, phases: test}");
  const Plan plan = make_plan(rules, package_from_argument("a/b-1"));
  BOOST_REQUIRE_EQUAL(plan.rules.size(), 2U);
  BOOST_TEST(plan.rules[0] == &rules.rules[0]);
  BOOST_TEST(plan.rules[1] == &rules.rules[2]);
  BOOST_TEST(plan.method().name == "native");
  BOOST_TEST(plan.trap() == "off");
  BOOST_TEST(plan.phases().size() == 1U);
}

BOOST_AUTO_TEST_CASE(requirements_of_all_rules_add_up_until_an_empty_list_takes_them_back) {
  Rules rules = rules_of({"{match: a/b, identical: [d/perl], both: d/py}",
                          "{match: a/b, identical: [d/proto, d/perl]}"});
  rules.defaults = settings_of("{both: d/base}");
  const auto described = [&] {
    return describe(make_plan(rules, package_from_argument("a/b-1")).settings);
  };
  BOOST_TEST(described() ==
                 (std::vector<std::string>{"identical: [d/perl, d/proto]", "both: [d/base, d/py]"}),
             boost::test_tools::per_element());
  Report report;
  rules.rules.push_back(rule_of("{match: a/b, identical: []}", report));
  BOOST_TEST(described() == (std::vector<std::string>{"identical: []", "both: [d/base, d/py]"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(each_requirement_says_which_rule_asks_for_it) {
  const Rules rules =
      rules_of({"{match: a/b, identical: d/perl}", "{identical: d/proto, match: a/b}"});
  const Plan plan = make_plan(rules, package_from_argument("a/b-1"));
  const auto& identical = plan.settings.identical->value;
  BOOST_REQUIRE_EQUAL(identical.size(), 2U);
  BOOST_TEST(identical[0].place.text() == "f:1:25");
  BOOST_TEST(identical[1].place.text() == "f:1:13");
}

BOOST_AUTO_TEST_CASE(nothing_is_supervised_where_traps_are_off_or_no_phase_runs_programs) {
  const Rules off = rules_of({"{match: a/b, trap: off}"});
  BOOST_TEST(make_plan(off, package_from_argument("a/b")).supervised().empty());
  const Rules early = rules_of({"{match: a/b, trap: rerun, phases: [setup, prepare]}"});
  BOOST_TEST(make_plan(early, package_from_argument("a/b")).supervised().empty());
}

BOOST_AUTO_TEST_SUITE_END()
