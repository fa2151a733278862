#define BOOST_TEST_DYN_LINK
#include "rules/first_file.hpp"

#include "base/file.hpp"
#include "support.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::rules;
using namespace crossrc::rules::test;

namespace {

/// The file for `machines`, read back: it must be right, without a word.
Rules read_back(const Machines& machines) {
  const TemporaryDirectory directory("/tmp");
  const auto path = directory.path() / "crossrc.yaml";
  replace_file(path, first_rules_file(machines));
  Report report;
  Rules rules;
  load_file(path, rules, report);
  BOOST_TEST(lines(report) == "");
  return rules;
}

bool says(const Machines& machines, const std::string& text) {
  return first_rules_file(machines).find(text) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(first_file)

BOOST_AUTO_TEST_CASE(it_is_valid_and_says_what_was_found) {
  Machines machines{"x86_64-pc-linux-gnu", "x86_64-a-linux-gnu", "/usr/x86_64-a-linux-gnu",
                    "/data"};
  const Rules rules = read_back(machines);
  BOOST_TEST(rules.builder.chost->value == machines.builder);
  BOOST_TEST(rules.target.chost->value == machines.target);
  BOOST_TEST(rules.target.root->value == machines.root);
  BOOST_TEST(rules.defaults.method->value->name == "cross");
  BOOST_TEST(rules.rules.empty());
  BOOST_TEST(first_rules_file(machines).starts_with(
      "# yaml-language-server: $schema=/data/crossrc.schema.json\n"));
}

BOOST_AUTO_TEST_CASE(its_examples_are_valid_too) {
  std::string text = first_rules_file({"a-b-c", "a-d-c", "/r", "/data"});
  text.erase(0, text.find("\nrules:"));
  for (size_t at = text.find("\n#"); at != std::string::npos; at = text.find("\n#", at))
    text.erase(at + 1, 1);
  Report report;
  const Node root = parse_document(text, "f");
  for (const Node& rule : root.entries.front().value.items) read_rule(rule, report);
  BOOST_TEST(lines(report) == "");
  BOOST_TEST(root.entries.front().value.items.size() == 3U);
}

BOOST_AUTO_TEST_CASE(it_tells_of_the_compiler_and_of_traps) {
  Machines machines{"a-b-c", "a-d-c", "/r", "/data"};
  BOOST_TEST(says(machines, "a-d-c-gcc is not in PATH"));
  BOOST_TEST(says(machines, "nothing should trap"));
  machines.has_gcc = true;
  machines.gcc = {"12", "13"};
  machines.lacking = {"-mxop", "-mtbm"};
  BOOST_TEST(says(machines, "chooses one of 12, 13"));
  BOOST_TEST(says(machines, "this CPU lacks -mxop -mtbm"));
}

BOOST_AUTO_TEST_CASE(no_name_and_no_message_breaks_it) {
  Machines machines{"a-b-c", "a-d-c", "/srv/my root: \"#x\"", "/data"};
  machines.problem = "gcc: no\nrules: broken";
  BOOST_TEST(read_back(machines).target.root->value == machines.root);
}

BOOST_AUTO_TEST_SUITE_END()
