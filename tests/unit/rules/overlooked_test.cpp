#define BOOST_TEST_DYN_LINK
#include "rules/overlooked.hpp"

#include "base/file.hpp"
#include "support.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::rules;
using namespace crossrc::rules::test;
namespace fs = std::filesystem;

namespace {

struct Machines {
  TemporaryDirectory directory{"/tmp"};
  std::string builder = (directory.path() / "builder").string();
  std::string target = (directory.path() / "target").string();

  Machines() {
    write(builder, "make.conf");
    write(target, "make.conf");
  }
  static void write(const std::string& root, const std::string& name) {
    const fs::path file = fs::path(root) / "etc/portage" / name;
    fs::create_directories(file.parent_path());
    replace_file(file, "");
  }
  [[nodiscard]] Roots roots(const std::string& config, const std::string& root) const {
    return {config, root, root, builder};
  }
  /// The message, `plan` where there is a plan.
  [[nodiscard]] std::string reason(const std::string& config, const std::string& root,
                                   const std::string& target_root = "") const {
    const auto found =
        no_plan(find_sources("/nowhere", config), {"t", target_root.empty() ? target : target_root},
                roots(config, root));
    return found ? found->message : "plan";
  }
  [[nodiscard]] std::vector<std::string> unread(const std::string& config) const {
    std::vector<std::string> remedies;
    for (const Overlooked& file :
         unread_rules(find_sources("/nowhere", config), roots(config, config)))
      remedies.push_back(file.remedy);
    return remedies;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(overlooked, Machines)

BOOST_AUTO_TEST_CASE(the_targets_packages_have_a_plan_where_it_has_rules) {
  BOOST_TEST(reason(target, target).empty()); // no rules, no word
  write(target, "crossrc.yaml");
  BOOST_TEST(reason(target, target) == "plan");
}

BOOST_AUTO_TEST_CASE(a_root_that_the_rules_are_not_for_is_told) {
  write(target, "crossrc.yaml");
  BOOST_TEST(reason(target, target, "/usr/other") ==
             "the rules of \"" + target + "\" are for the root \"/usr/other\", and ROOT is \"" +
                 target + "\": crossrc does nothing for what is built");
}

BOOST_AUTO_TEST_CASE(rules_that_are_not_asked_for_are_told) {
  write(target, "crossrc.d/1.yaml");
  BOOST_TEST(reason(builder, target).find("PORTAGE_CONFIGROOT is \"" + builder) !=
             std::string::npos);
  BOOST_TEST(reason(target, "/").find("ROOT is \"/\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(of_the_builders_own_packages_nothing_is_told) {
  BOOST_TEST(reason(builder, "/").empty());
  write(builder, "crossrc.yaml");
  BOOST_TEST(reason(builder, "/").empty());
}

BOOST_AUTO_TEST_CASE(names_that_are_not_read_are_told) {
  for (const char* name : {"crossrc.yml", "crossrc.d/a.yml", "crossrc.d/b.YAML", "crossrc.d/plain",
                           "crossrc.d/c.yaml"})
    write(target, name);
  for (const char* name : {"crossrc.d/c.yaml~", "crossrc.d/.c.yaml.swp", "crossrc.d/c.yaml.bak",
                           "crossrc.d/#c.yaml#", "crossrc.d/README", "crossrc.d/notes.txt"})
    write(target, name);
  const std::string config = target + "/etc/portage/";
  const std::string more = config + "crossrc.d/";
  BOOST_TEST(unread(target) == std::vector<std::string>(
                                   {"mv " + more + "a.yml " + more + "a.yaml",
                                    "mv " + more + "b.YAML " + more + "b.yaml",
                                    "mv " + more + "plain " + more + "plain.yaml",
                                    "mv " + config + "crossrc.yml " + config + "crossrc.yaml"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(rules_of_the_builders_are_told) {
  write(builder, "crossrc.yaml");
  BOOST_TEST(unread(target).size() == 1U);
  BOOST_TEST(unread(builder).empty());
}

BOOST_AUTO_TEST_SUITE_END()
