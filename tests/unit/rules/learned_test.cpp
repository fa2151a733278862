#define BOOST_TEST_DYN_LINK
#include "rules/learned.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "rules/load.hpp"

#include <boost/test/unit_test.hpp>
#include <sys/stat.h>

using namespace crossrc;
using namespace crossrc::rules;
namespace fs = std::filesystem;

namespace {

constexpr const char* k_rule = "- match: a/b\n  method: native\n  reason: 'why'\n";

struct Config {
  TemporaryDirectory directory{fs::temp_directory_path()};
  fs::path file = learned_file(directory.path());

  Config() { fs::create_directories(file.parent_path()); }
  void write(const std::string& text) const { replace_file(file, text); }
  [[nodiscard]] std::string text() const { return read_file(file); }

  /// The file keeps `text` and the rule comes behind it.
  void extends(const std::string& text) const {
    write(text);
    BOOST_TEST((add_rule(file, k_rule) == Addition::made), text);
    BOOST_TEST(this->text().starts_with(text), this->text());
    Report report;
    Rules rules;
    load_file(file, rules, report);
    BOOST_TEST(report.valid());
    BOOST_TEST(rules.rules.back().match.at(0).text() == "a/b");
  }

  /// The file is refused, and stays as it is.
  void refuses(const std::string& text) const {
    write(text);
    BOOST_CHECK_THROW(add_rule(file, k_rule), InputError);
    BOOST_TEST(this->text() == text);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(learned, Config)

BOOST_AUTO_TEST_CASE(the_first_rule_makes_the_file_and_its_directory) {
  fs::remove_all(file.parent_path());
  BOOST_TEST((add_rule(file, k_rule) == Addition::made));
  BOOST_TEST(text() == "# Written by \"crossrc learn\", to be read and changed by people.\n"
                       "rules:\n  - match: a/b\n    method: native\n    reason: 'why'\n");
  BOOST_TEST((add_rule(file, k_rule) == Addition::present));
  BOOST_TEST((add_rule(file, "- match: a/b\n  method: cross\n  reason: x\n") == Addition::made));
}

BOOST_AUTO_TEST_CASE(what_people_wrote_stays) {
  extends("# mine\nrules:\n  - match: x/y # here\n    trap: eager\n");
  extends("rules:\n- match: x/y\n  trap: eager");
  extends("rules:\n      - match: x/y\n        trap: eager\n# the end\n");
  extends("defaults: { method: native }\n");
  extends("rules:\n");
  extends("# nothing yet\n");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_extended_is_left_alone) {
  refuses("rules: [{ match: x/y, trap: eager }]\n");
  refuses("rules:\n  - match: x/y\n    trap: eager\ndefaults: { method: native }\n");
  refuses("rules:\n  - match: x/y\n    tarp: eager\n");
  refuses("rules: {\n");
  refuses("{ rules: [] }");
  refuses("rules:\n  - match: x/y\n    reason: |\n      text\n     \t- x\n");
}

BOOST_AUTO_TEST_CASE(a_dry_run_writes_nothing) {
  BOOST_TEST((add_rule(file, k_rule, false) == Addition::made));
  BOOST_TEST(!fs::exists(file));
}

BOOST_AUTO_TEST_CASE(mode_and_a_link_in_its_place_stay) {
  const fs::path elsewhere = directory.path() / "kept.yaml";
  replace_file(elsewhere, "rules:\n", 0640);
  fs::create_symlink(elsewhere, file);
  add_rule(file, k_rule);
  BOOST_TEST(fs::is_symlink(file));
  BOOST_TEST(read_file(elsewhere).find("a/b") != std::string::npos);
  struct stat info {};
  ::stat(elsewhere.c_str(), &info);
  BOOST_TEST((info.st_mode & 0777U) == 0640U);
  BOOST_TEST(!fs::exists(file.parent_path() / ".90-learned.yaml.portage_lockfile"));
}

BOOST_AUTO_TEST_CASE(only_one_whole_rule_is_taken) {
  BOOST_CHECK_THROW(add_rule(file, "- match: a/b\n  methd: x\n"), InputError);
  BOOST_CHECK_THROW(add_rule(file, "- match: a/b\n- match: c/d\n"), InputError);
  BOOST_CHECK_THROW(add_rule(file, ""), InputError);
  BOOST_TEST(!fs::exists(file));
}

BOOST_AUTO_TEST_SUITE_END()
