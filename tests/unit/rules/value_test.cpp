#define BOOST_TEST_DYN_LINK
#include "rules/value.hpp"

#include "support.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::rules;
using namespace crossrc::rules::test;

namespace {

Node node(const std::string& text) {
  return parse_document(text, "f");
}

} // namespace

BOOST_AUTO_TEST_SUITE(value)

BOOST_AUTO_TEST_CASE(what_was_found_is_described) {
  BOOST_TEST(describe(node("{a: b}")) == "a map");
  BOOST_TEST(describe(node("[a]")) == "a list");
  BOOST_TEST(describe(node("")) == "nothing");
  BOOST_TEST(describe(node("' '")) == "\" \"");
}

BOOST_AUTO_TEST_CASE(a_map_gives_known_keys_and_reports_the_others) {
  Report report;
  std::string read;
  const auto take = [&](const Node& key, const Node& value) { read += key.text + value.text; };
  BOOST_TEST(read_map(node("{a: 1, bar: 2, baz: 3, a: 4}"), {"a", "bar"}, report, take));
  BOOST_TEST(read == "a1bar2a4");
  BOOST_TEST(lines(report) ==
             "f:1:24: key \"a\" stands here twice, first in line 1\n"
             "f:1:16: unknown key \"baz\" (did you mean \"bar\"?); expected one of "
             "a, bar\n");
}

BOOST_AUTO_TEST_CASE(repeated_keys_are_found_in_a_large_map) {
  std::string text;
  for (int i = 0; i < 100000; ++i) text += "k" + std::to_string(i % 99999) + ": v\n";
  Report report;
  refuse_repeated_keys(node(text), report);
  BOOST_TEST(lines(report) == "f:100000:1: key \"k0\" stands here twice, first in line 1\n");
}

BOOST_AUTO_TEST_CASE(a_list_may_be_a_single_scalar) {
  Report report;
  BOOST_TEST(read_list(node("a b"), "words", report)->size() == 1U);
  BOOST_TEST(read_list(node("[a, b c]"), "words", report)->at(1).value == "b c");
  BOOST_TEST(read_list(node("[]"), "words", report)->empty());
  BOOST_TEST(report.valid());
  BOOST_TEST(!read_list(node("{a: b}"), "words", report).has_value());
  BOOST_TEST(lines(report) == "f:1:1: expected a list of words, found a map\n");
}

BOOST_AUTO_TEST_CASE(words_of_a_scalar_are_split_those_of_a_list_are_not) {
  Report report;
  BOOST_TEST(read_words(node("-O2 -pipe"), report)->size() == 2U);
  BOOST_TEST(read_words(node("['-O2 -pipe']"), report)->size() == 1U);
}

BOOST_AUTO_TEST_CASE(directories_are_absolute_and_normal) {
  Report report;
  BOOST_TEST(read_directory(node("/usr//x/../y/"), report)->value == "/usr/y");
  BOOST_TEST(read_directory(node("/"), report)->value == "/");
  BOOST_TEST(report.valid());
  BOOST_TEST(!read_directory(node("usr"), report).has_value());
  BOOST_TEST(!read_directory(node("''"), report).has_value());
  BOOST_TEST(lines(report) == "f:1:1: expected an absolute path, found \"usr\"\n"
                              "f:1:1: expected an absolute path, found \"\"\n");
}

BOOST_AUTO_TEST_CASE(tuples_have_three_parts_or_more) {
  for (const char* good : {"x86_64-pc-linux-gnu", "x86_64-linux-gnu", "i686-my-own-linux-gnu",
                           "x86_64-pc-linux-gnux32"}) {
    Report report;
    BOOST_TEST(read_tuple(node(good), report)->value == good);
  }
  for (const char* bad : {"x86_64", "a-b", "a--b", "a-b-", "a-b-c/d", "\"a-b-c\\n\"", "a-b-$c"}) {
    Report report;
    BOOST_TEST(!read_tuple(node(bad), report).has_value(), bad);
    BOOST_TEST(report.count(Severity::error) == 1U);
  }
}

BOOST_AUTO_TEST_CASE(each_bad_atom_is_reported_at_its_own_place) {
  Report report;
  const auto atoms = read_atoms(node("[a/b, c, d/*,\n e]"), Wildcards::refused, report);
  BOOST_TEST(atoms->value.size() == 1U);
  BOOST_TEST(lines(report) ==
             "f:1:7: atom \"c\", character 2: expected \"/\" and a package name\n"
             "f:1:10: expected one package, found \"d/*\"\n"
             "f:2:2: atom \"e\", character 2: expected \"/\" and a package name\n");
  Report none;
  BOOST_TEST(read_atoms(node("d/*"), Wildcards::allowed, none)->value.size() == 1U);
  BOOST_TEST(none.valid());
}

BOOST_AUTO_TEST_SUITE_END()
