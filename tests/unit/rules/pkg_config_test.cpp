#define BOOST_TEST_DYN_LINK
#include "rules/pkg_config.hpp"

#include "base/file.hpp"
#include "support.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::rules;
using namespace crossrc::rules::test;

namespace {

const Builder k_builder{"a-pc-c", "/", "", "", ""};
const Target k_target{"a-laptop-c", "/r"};

struct Fixture {
  TemporaryDirectory directory{"/tmp"};
  std::map<std::string, std::string> variables{
      {"PATH", directory.path()}, {"T", "/b/temp"},          {"CBUILD", "a-pc-c"},
      {"CHOST", "a-laptop-c"},    {"MULTILIB_ABIS", "x y"},  {"DEFAULT_ABI", "x"},
      {"CHOST_x", "a-laptop-c"},  {"CHOST_y", "y-laptop-c"}, {"LIBDIR_x", "lib64"},
      {"LIBDIR_y", "lib"}};

  Fixture() {
    for (const char* name : {"pkg-config", "a-pc-c-pkg-config", "a-laptop-c-pkg-config",
                             "y-laptop-c-pkg-config", "z-pkg-config"})
      replace_file(directory.path() / name, "", 0755);
  }
  std::map<std::string, pkgconfig::Question> names(const std::string& method) {
    Plan plan;
    plan.settings = settings_of("method: " + method);
    std::map<std::string, pkgconfig::Question> result;
    for (const auto& [name, question] :
         pkg_config_names(plan, k_builder, k_target, lookup_in(variables)))
      BOOST_TEST(result.emplace(name, question).second, name);
    return result;
  }
  [[nodiscard]] std::string path(const char* name) const { return directory.path() / name; }
};

bool is_target(const pkgconfig::Question& question) {
  return question.side == pkgconfig::Side::target;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(rules_pkg_config, Fixture)

BOOST_AUTO_TEST_CASE(names_are_by_role_where_a_build_is_cross) {
  const auto given = names("cross");
  BOOST_TEST(given.size() == 5U);
  for (const char* name : {"pkg-config", "a-laptop-c-pkg-config", "y-laptop-c-pkg-config"}) {
    BOOST_TEST(is_target(given.at(name)), name);
    BOOST_TEST(given.at(name).program == path(name));
  }
  for (const char* name : {"a-pc-c-pkg-config", "build-pkg-config"}) {
    BOOST_TEST(!is_target(given.at(name)), name);
    BOOST_TEST(given.at(name).program == path("a-pc-c-pkg-config"));
  }
  const pkgconfig::Question& plain = given.at("pkg-config");
  BOOST_TEST(plain.search_path == "/r/usr/lib64/pkgconfig:/r/usr/share/pkgconfig");
  BOOST_TEST(plain.build_directory == "/b");
  BOOST_TEST(plain.names == "/b/temp/crossrc-bin");
  BOOST_TEST(given.at("y-laptop-c-pkg-config").search_path.starts_with("/r/usr/lib/"));
}

BOOST_AUTO_TEST_CASE(swapped_tuples_swap_their_names) {
  std::swap(variables["CBUILD"], variables["CHOST"]);
  variables["CHOST_x"] = "a-pc-c";
  const auto given = names("swap");
  BOOST_TEST(is_target(given.at("a-pc-c-pkg-config")));
  BOOST_TEST(!is_target(given.at("a-laptop-c-pkg-config")));
  BOOST_TEST(given.at("a-laptop-c-pkg-config").program == path("a-pc-c-pkg-config"));
}

BOOST_AUTO_TEST_CASE(a_tuple_for_both_is_the_targets) {
  variables["CBUILD"] = "a-laptop-c";
  BOOST_TEST(is_target(names("native").at("a-laptop-c-pkg-config")));
  BOOST_TEST(!is_target(names("native").at("a-pc-c-pkg-config")));
}

BOOST_AUTO_TEST_CASE(where_nothing_is_set_only_the_builders_own_has_a_name) {
  BOOST_TEST(names("root-only").size() == 1U);
  BOOST_TEST(names("root-only").count("build-pkg-config") == 1U);
  BOOST_TEST(names("chroot").empty());
}

BOOST_AUTO_TEST_CASE(a_prefix_is_searched) {
  variables["EPREFIX"] = "/opt/gentoo";
  const auto given = names("cross");
  BOOST_TEST(given.at("pkg-config").search_path.starts_with("/r/opt/gentoo/usr/lib64/pkgconfig:"));
  BOOST_TEST(given.at("pkg-config").prefix == "/opt/gentoo");
}

BOOST_AUTO_TEST_CASE(there_is_none_without_a_build_or_a_program) {
  variables.erase("T");
  BOOST_TEST(names("cross").empty());
  variables["T"] = "/b/temp";
  variables["PATH"] = "/nowhere";
  BOOST_TEST(names("cross").empty());
}

BOOST_AUTO_TEST_SUITE_END()
