#define BOOST_TEST_DYN_LINK
#include "rules/traps.hpp"

#include "rules/subject.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <map>

using namespace crossrc;
using namespace crossrc::rules;

namespace {

/// Plan::cannot_trap of a build with these variables, which `changes` change.
bool cannot_trap(std::map<std::string, std::string> variables,
                 const std::vector<Assignment>& changes = {}, const std::string& policy = "auto") {
  variables.try_emplace("PATH", std::getenv("PATH"));
  Rules rules;
  rules.defaults.trap = {policy, {}};
  Plan plan = make_plan(rules, package_from_argument("a/b-1"));
  find_out_traps(plan, changes, [&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  });
  BOOST_TEST(plan.supervised().empty() == plan.cannot_trap);
  return plan.cannot_trap;
}

} // namespace

BOOST_AUTO_TEST_SUITE(traps)

BOOST_AUTO_TEST_CASE(what_this_machine_has_cannot_trap) {
  BOOST_TEST(cannot_trap({{"CFLAGS", "-O2 -pipe"}, {"CXXFLAGS", "-O2"}}));
  BOOST_TEST(cannot_trap({{"CFLAGS", "-O2 -march=x86-64"}}));
}

BOOST_AUTO_TEST_CASE(what_it_lacks_can) {
  BOOST_TEST(!cannot_trap({{"CFLAGS", "-O2 -march=bdver4"}}));
  BOOST_TEST(!cannot_trap({{"CFLAGS", "-O2"}, {"CXXFLAGS", "-O2 -mfma4"}}));
}

BOOST_AUTO_TEST_CASE(the_targets_flags_count_and_what_the_plan_makes_of_them) {
  const std::vector<Assignment> without{{"CFLAGS", "-O2"}};
  const std::vector<Assignment> with{{"CFLAGS", "-O2 -mxop"}};
  BOOST_TEST(!cannot_trap({{"CFLAGS", "-march=bdver4"}}, without)); // the sysroot's programs
  BOOST_TEST(cannot_trap({{"CFLAGS", "-O1"}}, without));
  BOOST_TEST(!cannot_trap({{"CFLAGS", "-O2"}}, with));
}

BOOST_AUTO_TEST_CASE(what_is_not_known_can) {
  BOOST_TEST(!cannot_trap({}));
  BOOST_TEST(!cannot_trap({{"CFLAGS", "-O2"}, {"CC", "no-such-compiler"}}));
}

BOOST_AUTO_TEST_CASE(who_asked_for_supervision_gets_it) {
  for (const char* policy : {"rerun", "eager", "report"}) {
    BOOST_TEST(!cannot_trap({{"CFLAGS", "-O2"}}, {}, policy));
  }
}

BOOST_AUTO_TEST_SUITE_END()
