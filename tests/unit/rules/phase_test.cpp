#define BOOST_TEST_DYN_LINK
#include "rules/phase.hpp"

#include "base/text.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::rules;

namespace {

/// A plan of these words, its phases as given.
CarriedPlan plan_of(std::vector<std::string> words, const std::string& phases = "setup compile") {
  words.insert(words.begin(), "phases=" + phases);
  return read_carried(words);
}

/// `values` after the plan was applied in setup.
Values after_setup(CarriedPlan& plan, Values values) {
  for (const Assignment& assignment : enter_phase(plan, "setup", {values, {}})) {
    values.erase(assignment.name);
    if (assignment.value) values[assignment.name] = *assignment.value;
  }
  return values;
}

std::string text_of(const std::vector<Assignment>& assignments) {
  std::string text;
  for (const Assignment& assignment : assignments)
    text += assignment.name + (assignment.value ? "=" + *assignment.value : " unset") + ";";
  return text;
}

/// What happens in `phase` where bashrc makes `now` of `saved`.
std::string in_phase(CarriedPlan& plan, const char* phase, const Values& now, const Values& saved) {
  return text_of(enter_phase(plan, phase, {now, saved}));
}

const std::vector<std::string> k_rule{"set=CFLAGS=-O2 -fx", "remove=CFLAGS=-flto*",
                                      "append=CFLAGS=-fx", "set=MAKEOPTS=-j1", "unset=LC_ALL"};

} // namespace

BOOST_AUTO_TEST_SUITE(phase)

BOOST_AUTO_TEST_CASE(words_are_what_they_were) {
  std::vector<std::string> words{"crossrc=1", "reason=set=X=1"};
  words.insert(words.end(), k_rule.begin(), k_rule.end());
  for (const char* word : {"wasnt=LC_ALL", "set=A=b=c", "was=A=", "applied=1"})
    words.emplace_back(word);
  BOOST_TEST(words_of(read_carried(words)) == words, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_the_ebuild_made_of_it_stays) {
  CarriedPlan plan = plan_of(k_rule);
  Values values = after_setup(plan, {{"CFLAGS", "-O2 -flto=4"}, {"MAKEOPTS", "-j7"}});
  BOOST_TEST(values["CFLAGS"] == "-O2 -fx");
  BOOST_TEST(values["MAKEOPTS"] == "-j1");
  values["CFLAGS"] = "-O3";
  values["LC_ALL"] = "C";
  BOOST_TEST(in_phase(plan, "compile", values, values) == "");
}

BOOST_AUTO_TEST_CASE(what_bashrc_sets_in_each_phase_is_changed_in_each) {
  CarriedPlan plan = plan_of(k_rule);
  const Values config{{"CFLAGS", "-O2 -flto=4"}, {"MAKEOPTS", "-j7"}, {"LC_ALL", "C.UTF-8"}};
  const Values saved = after_setup(plan, config);
  for (int i = 0; i < 3; ++i)
    BOOST_TEST(in_phase(plan, "compile", config, saved) ==
               "CFLAGS=-O2 -fx;MAKEOPTS=-j1;LC_ALL unset;");
  // and what it set is there again where the plan ends
  BOOST_TEST(text_of(leave_phases(plan, {saved, saved})) ==
             "CFLAGS=-O2 -flto=4;MAKEOPTS=-j7;LC_ALL=C.UTF-8;");
}

BOOST_AUTO_TEST_CASE(what_bashrc_adds_in_each_phase_is_added_once_more_and_the_rule_is_not) {
  CarriedPlan plan = plan_of(k_rule);
  const Values saved = after_setup(plan, {{"CFLAGS", "-O2 -pipe"}, {"MAKEOPTS", "-j7"}});
  Values now = saved;
  now["CFLAGS"] += " -pipe -flto";
  now["MAKEOPTS"] += " -l4";
  BOOST_TEST(in_phase(plan, "compile", now, saved) == "CFLAGS=-O2 -pipe -pipe -fx;MAKEOPTS=-j1;");
  const Values after{{"CFLAGS", "-O2 -pipe -pipe -fx"}, {"MAKEOPTS", "-j1"}};
  BOOST_TEST(text_of(leave_phases(plan, {after, after})) ==
             "CFLAGS=-O2 -pipe -pipe -flto;MAKEOPTS=-j7 -l4;");
}

BOOST_AUTO_TEST_CASE(what_bashrc_adds_to_what_the_ebuild_made_leaves_that) {
  CarriedPlan plan = plan_of({"set=CFLAGS=-O1"});
  Values saved = after_setup(plan, {{"CFLAGS", "-O2"}});
  saved["CFLAGS"] += " -fno-strict-aliasing";
  Values now = saved;
  now["CFLAGS"] = "-pipe " + now["CFLAGS"];
  BOOST_TEST(in_phase(plan, "compile", now, saved) == "CFLAGS=-O1 -fno-strict-aliasing;");
  BOOST_TEST(text_of(leave_phases(plan, {saved, saved})) == "");
  BOOST_TEST(plan.variables.empty()); // it is the ebuild's
}

BOOST_AUTO_TEST_CASE(a_plan_for_later_phases_changes_what_is_there_then) {
  CarriedPlan plan =
      plan_of({"set=CFLAGS=-O2 -fx", "append=CFLAGS=-fx", "was=CFLAGS=-O2"}, "compile");
  const Values values{{"CFLAGS", "-O2 -march=bdver4"}};
  BOOST_TEST(in_phase(plan, "setup", values, {}) == "");
  BOOST_TEST(in_phase(plan, "compile", values, values) == "CFLAGS=-O2 -march=bdver4 -fx;");
  const Values during{{"CFLAGS", "-O2 -march=bdver4 -fx"}};
  BOOST_TEST(in_phase(plan, "install", during, during) == "CFLAGS=-O2 -march=bdver4;");
  // where bashrc has set them anew there is nothing to take back
  plan = plan_of({"set=CFLAGS=-O1"}, "compile");
  in_phase(plan, "compile", {{"CFLAGS", "-O2"}}, {{"CFLAGS", "-O2"}});
  BOOST_TEST(in_phase(plan, "install", {{"CFLAGS", "-O2"}}, {{"CFLAGS", "-O1"}}) == "");
}

BOOST_AUTO_TEST_CASE(what_portage_gives_to_each_process_is_changed_in_each) {
  CarriedPlan plan = plan_of({"set=SYSROOT=/usr/laptop", "set=XDG_DATA_DIRS=/a:/b"});
  after_setup(plan, {{"SYSROOT", "/usr/laptop/"}});
  BOOST_TEST(in_phase(plan, "compile", {{"SYSROOT", "/usr/laptop/"}}, {}) ==
             "XDG_DATA_DIRS=/a:/b;");
  BOOST_TEST(in_phase(plan, "compile", {{"SYSROOT", "/other"}}, {}) ==
             "SYSROOT=/usr/laptop;XDG_DATA_DIRS=/a:/b;");
}

BOOST_AUTO_TEST_CASE(a_phase_is_watched_by_what_it_begins_with) {
  const auto watched = [](const Values& now, const char* trap = "auto") {
    CarriedPlan plan = plan_of({"trap=" + std::string(trap), "supervise=compile"});
    Values values = now;
    values.try_emplace("PATH", "/usr/bin:/bin");
    return is_watched(plan, "compile", {values, values}, {});
  };
  BOOST_TEST(!watched({{"CFLAGS", "-O2"}}));
  BOOST_TEST(watched({{"CFLAGS", "-O2"}}, "rerun"));
  BOOST_TEST(watched({})); // not known
  BOOST_TEST(watched({{"CFLAGS", "-O2"}, {"CXXFLAGS", "-O2 -march=bdver4"}}));
  BOOST_TEST(watched({{"CFLAGS", "-O2"}, {"CPPFLAGS", "-mxop"}}));
  BOOST_TEST(watched({{"CFLAGS", "-O2"}, {"CGO_CFLAGS", "-mfma4"}}));
  BOOST_TEST(watched({{"CFLAGS", "-O2"}, {"USE", "ssl cpu_flags_x86_xop"}}));
  BOOST_TEST(!watched({{"CFLAGS", "-O2"}, {"USE", "ssl cpu_flags_x86_sse2"}}));
}

BOOST_AUTO_TEST_SUITE_END()
