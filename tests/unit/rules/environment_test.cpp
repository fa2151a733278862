#define BOOST_TEST_DYN_LINK
#include "rules/environment.hpp"

#include "base/text.hpp"
#include "support.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::rules;
using namespace crossrc::rules::test;

namespace {

const Builder k_builder{"x86_64-pc-linux-gnu", "/", "-O1", "-O1", ""};
const Target k_target{"x86_64-laptop-linux-gnu", "/usr/laptop"};

/// The environment for `defaults` as a map; "unset" for what is unset.
std::map<std::string, std::string> environment_of(const std::string& defaults,
                                                  std::map<std::string, std::string> now = {},
                                                  const Builder& builder = k_builder,
                                                  const Target& target = k_target) {
  Plan plan;
  plan.settings = settings_of(defaults);
  plan.package.inherited = words(now["INHERITED"]);
  std::map<std::string, std::string> result;
  for (const Assignment& assignment :
       rules::environment(plan, builder, target, lookup_in(std::move(now)))) {
    BOOST_TEST(result.count(assignment.name) == 0U, assignment.name);
    result[assignment.name] = assignment.value.value_or("unset");
  }
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(environment)

BOOST_AUTO_TEST_CASE(cross_sets_what_the_guide_exports) {
  auto set = environment_of("method: cross");
  BOOST_TEST(set["CBUILD"] == "x86_64-pc-linux-gnu");
  BOOST_TEST(set["CHOST"] == "x86_64-laptop-linux-gnu");
  for (const char* name : {"ROOT", "SYSROOT", "PORTAGE_CONFIGROOT"})
    BOOST_TEST(set[name] == "/usr/laptop");
  BOOST_TEST(set["QT_HOST_PATH"] == "/");
  BOOST_TEST(set.count("CC") == 0U);
}

BOOST_AUTO_TEST_CASE(every_method_gives_the_builders_toolchain) {
  for (const Method& method : k_methods) {
    auto set = environment_of("method: " + std::string(method.name));
    BOOST_TEST(set["BUILD_CC"] == "gcc");
    BOOST_TEST(set["HOSTCFLAGS"] == "-O1");
  }
}

BOOST_AUTO_TEST_CASE(what_would_compile_the_package_itself_is_not_set) {
  for (const char* eclass : {"meson", "cargo"}) {
    for (const char* method : {"native", "chroot", "builder"}) {
      auto set = environment_of(std::string("method: ") + method, {{"INHERITED", eclass}});
      for (const char* name :
           {"BUILD_CC", "CC_FOR_BUILD", "HOSTCC", "BUILD_CFLAGS", "BUILD_PKG_CONFIG"})
        BOOST_TEST(set.count(name) == 0U, method << ": " << name);
    }
    for (const char* method : {"cross", "sysroot", "swap"}) {
      auto set = environment_of(std::string("method: ") + method, {{"INHERITED", eclass}});
      BOOST_TEST(set["BUILD_CC"] == "gcc");
    }
    auto set = environment_of("method: root-only", {{"INHERITED", eclass}, {"CHOST", "a-b-c"}});
    BOOST_TEST(set.count("BUILD_CC") == 0U);
    set = environment_of("method: root-only",
                         {{"INHERITED", eclass}, {"CHOST", "a-b-c"}, {"CBUILD", "d-e-f"}});
    BOOST_TEST(set["BUILD_CC"] == "gcc");
  }
  BOOST_TEST(environment_of("method: native", {{"INHERITED", "cmake autotools"}})["BUILD_CC"] ==
             "gcc");
}

BOOST_AUTO_TEST_CASE(root_only_leaves_the_rest_alone) {
  auto set = environment_of("{method: root-only}");
  for (const char* name :
       {"CBUILD", "CHOST", "CHOST_default", "SYSROOT", "PKG_CONFIG_PATH", "QT_HOST_PATH", "CC"})
    BOOST_TEST(set.count(name) == 0U, name);
  BOOST_TEST(set["ROOT"] == "/usr/laptop");
  BOOST_TEST(set["PORTAGE_CONFIGROOT"] == "/usr/laptop");
  BOOST_TEST(environment_of("{method: root-only, qt-host-path: /qt}")["QT_HOST_PATH"] == "/qt");
}

BOOST_AUTO_TEST_CASE(roots_stay_as_emerge_spells_them) {
  auto set = environment_of("method: cross", {{"ROOT", "/usr/laptop/"}, {"SYSROOT", ""}});
  BOOST_TEST(set["ROOT"] == "/usr/laptop/");
  BOOST_TEST(set["SYSROOT"] == "/usr/laptop");
}

BOOST_AUTO_TEST_CASE(pkg_config_is_told_of_the_root_where_nothing_is_cross) {
  for (const char* method : {"native", "builder"}) {
    auto set = environment_of(std::string("method: ") + method);
    for (const char* name : {"PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR"})
      BOOST_TEST(set[name] == "/usr/laptop/usr/lib64/pkgconfig:/usr/laptop/usr/share/pkgconfig");
    BOOST_TEST(set["PKG_CONFIG_SYSROOT_DIR"] == "/usr/laptop");
    BOOST_TEST(set["PKG_CONFIG_FDO_SYSROOT_RULES"] == "1");
  }
  for (const char* method : {"cross", "sysroot", "swap", "root-only", "chroot"}) {
    auto set = environment_of(std::string("method: ") + method);
    for (const char* name : {"PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR", "PKG_CONFIG_SYSROOT_DIR"})
      BOOST_TEST(set.count(name) == 0U, method << ": " << name);
  }
}

BOOST_AUTO_TEST_CASE(pkg_config_of_the_root_is_the_targets_own_inside_of_it) {
  Builder builder = k_builder;
  builder.pkg_config = "/t/build-pkg-config";
  BOOST_TEST(environment_of("method: cross", {}, builder)["BUILD_PKG_CONFIG"] ==
             "/t/build-pkg-config");
  BOOST_TEST(environment_of("method: chroot", {}, builder)["BUILD_PKG_CONFIG"] == "pkg-config");
}

BOOST_AUTO_TEST_CASE(pkg_config_follows_the_profiles_libdir_and_its_prefix) {
  auto prefixed = environment_of("method: native", {{"EPREFIX", "/opt/gentoo"}});
  BOOST_TEST(prefixed["PKG_CONFIG_PATH"].starts_with("/usr/laptop/opt/gentoo/usr/lib64/"));
  auto set = environment_of("method: native", {{"DEFAULT_ABI", "x86"}, {"LIBDIR_x86", "lib"}});
  BOOST_TEST(set["PKG_CONFIG_PATH"].starts_with("/usr/laptop/usr/lib/pkgconfig:"));
}

BOOST_AUTO_TEST_CASE(data_of_the_root_is_looked_for_first_where_a_rule_says_so) {
  const auto with = [](const std::string& method, std::map<std::string, std::string> now = {}) {
    return environment_of("{data-dirs: target, method: " + method + "}",
                          std::move(now))["XDG_DATA_DIRS"];
  };
  const std::string usual = "/usr/laptop/usr/share:/usr/local/share:/usr/share";
  BOOST_TEST(with("native") == usual);
  BOOST_TEST(with("root-only", {{"XDG_DATA_DIRS", ""}}) == usual);
  BOOST_TEST(with("cross", {{"XDG_DATA_DIRS", usual}}) == usual);
  BOOST_TEST(with("swap", {{"XDG_DATA_DIRS", "/opt/share"}}) == "/usr/laptop/usr/share:/opt/share");
  for (const char* rule :
       {"method: native", "data-dirs: builder", "{data-dirs: target, method: chroot}"})
    BOOST_TEST(environment_of(rule).count("XDG_DATA_DIRS") == 0U, rule);
}

BOOST_AUTO_TEST_CASE(sysroot_goes_into_the_compilers_once) {
  auto set = environment_of("method: sysroot");
  BOOST_TEST(set["CC"] == "x86_64-laptop-linux-gnu-gcc --sysroot=/usr/laptop");
  BOOST_TEST(set["CXX"] == "x86_64-laptop-linux-gnu-g++ --sysroot=/usr/laptop");
  BOOST_TEST(set["CPP"] == "x86_64-laptop-linux-gnu-gcc -E --sysroot=/usr/laptop");
  auto again = environment_of("method: sysroot", set);
  BOOST_TEST(again["CC"] == set["CC"]);
}

BOOST_AUTO_TEST_CASE(rules_have_the_last_word_and_build_on_the_method) {
  auto set = environment_of("{method: sysroot, env: {CC: {append: -m32}, HOSTCC: null,"
                            " CFLAGS: {append: -g}, CBUILD: mine}}",
                            {{"CFLAGS", "-O2"}});
  BOOST_TEST(set["CC"] == "x86_64-laptop-linux-gnu-gcc --sysroot=/usr/laptop -m32");
  BOOST_TEST(set["HOSTCC"] == "unset");
  BOOST_TEST(set["CFLAGS"] == "-O2 -g");
  BOOST_TEST(set["CBUILD"] == "mine");
}

BOOST_AUTO_TEST_CASE(changes_of_several_rules_apply_one_after_the_other) {
  Plan plan;
  for (const char* text : {"env: {X: {append: b}}", "env: {X: {remove: a}}", "env: {Y: null}",
                           "env: {X: {append: c}, Y: {append: new}}"})
    plan.settings.overlay(settings_of(text));
  std::map<std::string, std::optional<std::string>> set;
  for (const Assignment& assignment :
       rules::environment(plan, k_builder, k_target, lookup_in({{"X", "a"}, {"Y", "old"}})))
    set[assignment.name] = assignment.value;
  BOOST_TEST(set["X"].value() == "b c");
  BOOST_TEST(set["Y"].value() == "new");
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_left_out_and_named) {
  const Builder builder{"", "/", "", "", ""};
  const auto set = environment_of("method: cross", {}, builder, {});
  for (const char* name : {"CBUILD", "CHOST", "CHOST_default", "ROOT", "PKG_CONFIG_PATH"})
    BOOST_TEST(set.count(name) == 0U, name);
  Plan plan;
  BOOST_TEST(missing_facts(plan, builder, {}).size() == 3U);
  BOOST_TEST(missing_facts(plan, k_builder, k_target).empty());
  plan.settings = settings_of("method: native");
  BOOST_TEST(missing_facts(plan, builder, k_target).empty());
}

BOOST_AUTO_TEST_SUITE_END()
