#define BOOST_TEST_DYN_LINK
#include "rules/load.hpp"

#include "base/file.hpp"
#include "support.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::rules;
using namespace crossrc::rules::test;
namespace fs = std::filesystem;

namespace {

struct Tree {
  TemporaryDirectory directory{"/tmp"};
  fs::path data = directory.path() / "data";
  fs::path config = directory.path() / "root/etc/portage";

  void write(const fs::path& path, const std::string& text) const {
    fs::create_directories(path.parent_path());
    replace_file(path, text);
  }
  [[nodiscard]] Sources sources() const { return find_sources(data, directory.path() / "root"); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(load, Tree)

BOOST_AUTO_TEST_CASE(nothing_there_is_no_error) {
  BOOST_TEST(sources().shipped.empty());
  BOOST_TEST(sources().user.empty());
}

BOOST_AUTO_TEST_CASE(files_come_in_the_order_of_precedence) {
  for (const char* name : {"b.yaml", "a.yaml", "a.yml", ".c.yaml", "d.yaml~"})
    write(data / "rules.d" / name, "");
  for (const char* name : {"10.yaml", "9.yaml", "._cfg0000_9.yaml"})
    write(config / "crossrc.d" / name, "");
  write(config / "crossrc.yaml", "");
  const std::vector<fs::path> shipped{data / "rules.d/a.yaml", data / "rules.d/b.yaml"};
  const std::vector<fs::path> user{config / "crossrc.yaml", config / "crossrc.d/10.yaml",
                                   config / "crossrc.d/9.yaml"};
  BOOST_TEST((sources().shipped == shipped));
  BOOST_TEST((sources().user == user));
}

BOOST_AUTO_TEST_CASE(a_link_that_leads_nowhere_is_an_error) {
  fs::create_directories(config);
  fs::create_symlink("nowhere", config / "crossrc.yaml");
  Report report;
  rules::load(sources(), report);
  const std::string path = (config / "crossrc.yaml").string();
  BOOST_TEST(lines(report) == path + ": read \"" + path + "\": No such file or directory\n");
}

BOOST_AUTO_TEST_CASE(later_files_win_key_by_key) {
  write(data / "rules.d/a.yaml", "builder: {chost: a-b-c, cflags: -O1}\nrules: [{match: a/a}]");
  write(config / "crossrc.yaml", "builder: {cflags: [-O2, -g]}\ntarget: {root: /r/}\n"
                                 "defaults: {trap: off, method: 4}\nrules: [{match: b/b}]");
  write(config / "crossrc.d/1.yaml", "defaults: {trap: rerun}\nrules: [{match: c/c}]");
  Report report;
  const Rules rules = rules::load(sources(), report);
  BOOST_TEST(report.valid());
  BOOST_TEST(rules.builder.chost->value == "a-b-c");
  BOOST_TEST(rules.builder.cflags->value == "-O2 -g");
  BOOST_TEST(rules.target.root->value == "/r");
  BOOST_TEST(rules.defaults.trap->value == "rerun");
  BOOST_TEST(rules.defaults.method->value->name == "swap");
  BOOST_REQUIRE_EQUAL(rules.rules.size(), 3U);
  BOOST_TEST(rules.rules[0].match[0].text() == "a/a");
  BOOST_TEST(rules.rules[2].match[0].text() == "c/c");
  BOOST_TEST(rules.rules[2].place.text() == (config / "crossrc.d/1.yaml").string() + ":2:9");
}

BOOST_AUTO_TEST_CASE(one_bad_file_does_not_hide_the_next) {
  write(config / "crossrc.yaml", "rules: [");
  write(config / "crossrc.d/1.yaml", "rule: 1\nrules: 2");
  Report report;
  rules::load(sources(), report);
  BOOST_TEST(report.count(Severity::error) == 3U);
}

BOOST_AUTO_TEST_CASE(whoever_acts_on_rules_gets_all_errors_and_no_rules) {
  write(config / "crossrc.yaml", "rules: 1\nx: 2\n");
  const std::string path = (config / "crossrc.yaml").string();
  BOOST_CHECK_EXCEPTION(load_valid(sources()), InputError, [&](const InputError& error) {
    return error.what() == path + ":1:8: expected a list of rules, found \"1\"\n" + path +
                               ":2:1: unknown key \"x\"; expected one of builder, target, "
                               "defaults, rules";
  });
}

BOOST_AUTO_TEST_CASE(a_flood_of_errors_is_cut) {
  std::string text = "rules:\n";
  for (int i = 0; i < 50; ++i) text += "  - x\n";
  write(config / "crossrc.yaml", text);
  BOOST_CHECK_EXCEPTION(load_valid(sources()), InputError, [](const InputError& error) {
    return std::string(error.what()).ends_with("\nand 30 more: see crossrc check");
  });
}

BOOST_AUTO_TEST_CASE(what_shipped_rules_require_is_marked_until_the_user_says_it) {
  write(data / "rules.d/a.yaml", "rules: [{match: a/a, both: [b/b], identical: [c/c]}]");
  write(config / "crossrc.yaml", "rules: [{match: a/a, both: [b/b, d/d]}]");
  Report report;
  const Rules rules = rules::load(sources(), report);
  BOOST_TEST(report.valid());
  Settings settings = rules.rules[0].settings;
  BOOST_TEST(settings.both->value[0].as_declared);
  settings.overlay(rules.rules[1].settings);
  BOOST_TEST(!settings.both->value[0].as_declared);
  BOOST_TEST(!settings.both->value[1].as_declared);
  BOOST_TEST(settings.identical->value[0].as_declared);
}

BOOST_AUTO_TEST_SUITE_END()
