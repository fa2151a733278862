#define BOOST_TEST_DYN_LINK
#include "rules/requirement.hpp"

#include "base/file.hpp"
#include "portage/metadata.hpp"
#include "rules/subject.hpp"
#include "support.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::rules;
using namespace crossrc::rules::test;
namespace fs = std::filesystem;

namespace {

struct Roots {
  TemporaryDirectory directory{"/tmp"};
  std::string builder = (directory.path() / "builder").string();
  std::string target = (directory.path() / "target").string();

  static void install(const std::string& root, const std::string& cpv) {
    const fs::path entry = fs::path(root) / "var/db/pkg" / cpv;
    fs::create_directories(entry);
    replace_file(entry / "SLOT", "0\n");
  }
  [[nodiscard]] std::vector<std::string> unmet(const std::string& defaults,
                                               const std::string& package = "app/x-1") const {
    Plan plan;
    plan.package = package_from_argument(package);
    plan.settings = settings_of(defaults);
    return unmet_requirements(plan, builder, target);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(requirement, Roots)

BOOST_AUTO_TEST_CASE(both_asks_for_some_version_in_each_root) {
  install(builder, "dev/py-3.11");
  BOOST_TEST(unmet("both: dev/py") ==
                 std::vector<std::string>{"app/x-1 needs \"dev/py\" installed on the builder (\"" +
                                          builder + "\": 3.11) and on the target (\"" + target +
                                          "\": not installed), says f:1:7; try for the target "
                                          "\"ROOT=" +
                                          target + " SYSROOT=" + target +
                                          " PORTAGE_CONFIGROOT=" + target +
                                          " emerge --oneshot dev/py\"; or switch that off: "
                                          "\"both: []\" in a rule for app/x"},
             boost::test_tools::per_element());
  install(target, "dev/py-3.12");
  BOOST_TEST(unmet("both: dev/py").empty());
  BOOST_TEST(unmet("both: ['dev/py', '>=dev/py-3.12', dev/other]").size() == 2U);
}

BOOST_AUTO_TEST_CASE(identical_asks_for_each_of_the_targets_versions_on_the_builder) {
  BOOST_TEST(unmet("identical: dev/py").size() == 1U);
  install(builder, "dev/py-3.11");
  BOOST_TEST(unmet("identical: dev/py").size() == 1U);
  install(target, "dev/py-3.11-r0");
  BOOST_TEST(unmet("identical: dev/py").empty());
  install(builder, "dev/py-3.12");
  BOOST_TEST(unmet("identical: dev/py").empty());
  install(target, "dev/py-3.13");
  BOOST_TEST(
      unmet("identical: dev/py") ==
          std::vector<std::string>{
              "app/x-1 needs \"dev/py\" in the same version on the builder (\"" + builder +
              "\": 3.11, 3.12) and on the target (\"" + target +
              "\": 3.11-r0, 3.13), says f:1:12; try for the builder \"ROOT=" + builder +
              " SYSROOT=" + builder + " PORTAGE_CONFIGROOT=" + builder +
              " emerge --oneshot '=dev/py-3.13'\"; or switch that off: \"identical: []\" in a "
              "rule for app/x"},
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_package_that_is_itself_asked_for_is_about_to_be_there) {
  install(target, "dev/py-3.11");
  install(builder, "dev/py-3.12");
  BOOST_TEST(unmet("identical: dev/py", "dev/py-3.12").empty());
  BOOST_TEST(unmet("identical: dev/py", "dev/py-3.11").size() == 1U);
  BOOST_TEST(unmet("identical: dev/py", "dev/py").empty());
}

BOOST_AUTO_TEST_CASE(the_builders_own_command_goes_without_the_targets_variables) {
  install(target, "no-such/package-1");
  const auto plan_of = [&](const std::string& defaults) {
    Plan plan;
    plan.package = package_from_argument("app/x-1");
    plan.settings = settings_of(defaults);
    return plan;
  };
  const auto unmet = unmet_requirements(plan_of("identical: no-such/package"), "/", target);
  BOOST_REQUIRE_EQUAL(unmet.size(), 1U);
  BOOST_TEST(unmet[0].find("\"env -u ROOT -u SYSROOT -u PORTAGE_CONFIGROOT emerge --oneshot "
                           "'=no-such/package-1'\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_shipped_asks_for_what_the_package_itself_asks_for) {
  const auto holds = [&](const std::string& bdepend, const std::string& depend,
                         const std::string& name = "app/x-1") {
    Plan plan;
    plan.package = package_from_argument(name);
    portage::set_metadata({{}, "8", depend, bdepend, "dev/lib"}, plan.package);
    plan.settings = settings_of("identical: dev/lib");
    for (Requirement& wanted : plan.settings.identical->value) wanted.as_declared = true;
    return unmet_requirements(plan, builder, target).empty();
  };
  // no version on either machine
  BOOST_TEST(holds("", ""));
  BOOST_TEST(holds("", "dev/lib"));
  BOOST_TEST(holds("dev/lib", ""));
  BOOST_TEST(!holds("dev/lib", "dev/lib"));
  BOOST_TEST(holds("|| ( dev/lib dev/other )", "dev/lib"));
  // the library itself
  BOOST_TEST(holds("", "", "dev/lib-2"));
  BOOST_TEST(holds(">=dev/lib-1", "", "dev/lib-2"));
  install(target, "dev/lib-2");
  BOOST_TEST(holds("", "dev/lib"));
  BOOST_TEST(!holds("dev/lib", ""));
  install(builder, "dev/lib-2");
  BOOST_TEST(holds("dev/lib", "dev/lib"));
}

BOOST_AUTO_TEST_CASE(a_package_of_which_nothing_is_known_is_not_stopped_by_what_is_shipped) {
  Plan plan;
  plan.package = package_from_argument("app/x-1");
  plan.settings = settings_of("both: dev/lib");
  plan.settings.both->value[0].as_declared = true;
  BOOST_TEST(unmet_requirements(plan, builder, target).empty());
}

BOOST_AUTO_TEST_CASE(nothing_is_asked_without_the_keys) {
  BOOST_TEST(unmet("trap: off").empty());
}

BOOST_AUTO_TEST_SUITE_END()
