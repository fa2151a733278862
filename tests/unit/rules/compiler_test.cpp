#define BOOST_TEST_DYN_LINK
#include "rules/compiler.hpp"

#include "base/file.hpp"
#include "rules/environment.hpp"
#include "rules/subject.hpp"
#include "support.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::rules;
using namespace crossrc::rules::test;

namespace {

struct Installed {
  TemporaryDirectory directory{"/tmp"};
  std::string path = directory.path().string();

  Installed() {
    for (const char* name : {"t-x-linux-gcc", "t-x-linux-gcc-12", "t-x-linux-g++-12",
                             "t-x-linux-gcc-13", "b-x-linux-gcc-11"})
      replace_file(directory.path() / name, "", 0755);
  }
  static Plan plan_of(const std::string& defaults) {
    Plan plan;
    plan.package = package_from_argument("app/x-1");
    plan.settings = settings_of(defaults);
    return plan;
  }
  [[nodiscard]] std::map<std::string, std::string> chosen(const std::string& defaults) const {
    const auto family =
        chosen_compiler(plan_of(defaults), "t-x-linux", lookup_in({{"PATH", path}}));
    return {family.begin(), family.end()};
  }
  [[nodiscard]] std::string missing(const std::string& defaults) const {
    return join(missing_compiler(plan_of(defaults), "t-x-linux", lookup_in({{"PATH", path}})),
                "\n");
  }
  [[nodiscard]] std::map<std::string, std::string> environment_of(const std::string& defaults,
                                                                  const std::string& cc) const {
    std::map<std::string, std::string> result;
    for (const Assignment& assignment :
         environment(plan_of(defaults), {"b-x-linux", "/", "", "", ""}, {"t-x-linux", "/t"},
                     lookup_in({{"PATH", path}, {"CC", cc}})))
      result[assignment.name] = assignment.value.value_or("unset");
    return result;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(compiler, Installed)

BOOST_AUTO_TEST_CASE(nothing_is_chosen_where_no_key_says_so) {
  BOOST_TEST(chosen("method: native").empty());
  BOOST_TEST(missing("method: native").empty());
}

BOOST_AUTO_TEST_CASE(gcc_chooses_the_version_with_its_family) {
  BOOST_TEST(chosen("gcc: 12")["CC"] == "t-x-linux-gcc-12");
  BOOST_TEST(chosen("gcc: 12")["CXX"] == "t-x-linux-g++-12");
  BOOST_TEST(chosen("gcc: 13")["CC"] == "t-x-linux-gcc-13");
  BOOST_TEST(chosen("gcc: 13").count("CXX") == 0U);
  BOOST_TEST(chosen("{gcc: 12, compiler: gcc}")["CC"] == "t-x-linux-gcc-12");
  BOOST_TEST(missing("gcc: 12").empty());
}

BOOST_AUTO_TEST_CASE(a_version_that_is_not_there_is_told_with_those_that_are) {
  BOOST_TEST(chosen("gcc: 14").empty());
  BOOST_TEST(missing("gcc: 14") == "app/x-1 needs t-x-linux-gcc-14, which is not in PATH "
                                   "(installed: 12, 13), says f:1:6");
  path = "/nowhere";
  BOOST_TEST(missing("gcc: 12") == "app/x-1 needs t-x-linux-gcc-12, which is not in PATH (no "
                                   "version of it is), says f:1:6");
}

BOOST_AUTO_TEST_CASE(compiler_chooses_by_name) {
  BOOST_TEST(chosen("compiler: gcc")["CC"] == "t-x-linux-gcc");
  BOOST_TEST(missing("compiler: clang") == "app/x-1 needs t-x-linux-clang or clang, which is not "
                                           "in PATH, says f:1:11");
  replace_file(directory.path() / "t-x-linux-clang", "", 0755);
  BOOST_TEST(chosen("compiler: clang")["CC"] == "t-x-linux-clang");
  BOOST_TEST(chosen("{compiler: clang, gcc: 12}")["CC"] == "t-x-linux-clang");
  BOOST_TEST(missing("{compiler: clang, gcc: 77}").empty());
}

BOOST_AUTO_TEST_CASE(a_chosen_compiler_wins_over_the_configured_one_and_gets_the_sysroot) {
  BOOST_TEST(environment_of("gcc: 12", "clang")["CC"] == "t-x-linux-gcc-12");
  BOOST_TEST(environment_of("{gcc: 12, method: sysroot}", "clang")["CC"] ==
             "t-x-linux-gcc-12 --sysroot=/t");
  BOOST_TEST(environment_of("{gcc: 11, method: builder}", "")["CC"] == "b-x-linux-gcc-11");
  BOOST_TEST(environment_of("{gcc: 12, env: {CC: own}}", "clang")["CC"] == "own");
}

BOOST_AUTO_TEST_SUITE_END()
