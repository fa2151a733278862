#define BOOST_TEST_DYN_LINK
#include "rules/change.hpp"

#include "support.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::rules;
using namespace crossrc::rules::test;

namespace {

/// The one change of `env: {text}`, applied to `value`; `unset` for a variable that is not.
std::string changed(const std::string& text, const std::optional<std::string>& value) {
  Report report;
  const auto changes = read_changes(parse_document("{X: " + text + "}", "f"), report);
  BOOST_REQUIRE_EQUAL(lines(report), "");
  BOOST_REQUIRE_EQUAL(changes.size(), 1U);
  return changes[0].apply(value).value_or("unset");
}

} // namespace

BOOST_AUTO_TEST_SUITE(change)

BOOST_AUTO_TEST_CASE(a_scalar_sets_and_null_unsets) {
  BOOST_TEST(changed("a b", "old") == "a b");
  BOOST_TEST(changed("''", "old") == "");
  BOOST_TEST(changed("null", "old") == "unset");
  BOOST_TEST(changed("{unset: true}", "old") == "unset");
}

BOOST_AUTO_TEST_CASE(append_puts_words_behind) {
  BOOST_TEST(changed("{append: c d}", "a  b") == "a  b c d");
  BOOST_TEST(changed("{append: [c, d e]}", "a") == "a c d e");
  BOOST_TEST(changed("{append: c}", std::nullopt) == "c");
  BOOST_TEST(changed("{append: c}", "") == "c");
  BOOST_TEST(changed("{append: []}", "a  b") == "a  b");
}

BOOST_AUTO_TEST_CASE(remove_takes_whole_words_by_glob) {
  BOOST_TEST(changed("{remove: -flto*}", " -O2 -flto=4 -flto  x-flto ") == "-O2 x-flto");
  BOOST_TEST(changed("{remove: '-O? -g'}", "-O2 -Og -g -g3") == "-g3");
  BOOST_TEST(changed("{remove: '*'}", "a b") == "");
  BOOST_TEST(changed("{remove: a}", std::nullopt) == "");
}

BOOST_AUTO_TEST_CASE(set_comes_first_then_remove_then_append) {
  BOOST_TEST(changed("{append: -O2, remove: -O*, set: -O3 -g}", "-pipe") == "-g -O2");
}

BOOST_AUTO_TEST_CASE(the_names_of_portage_and_bash_are_refused) {
  for (const char* name : {"BASH_ENV",
                           "EBUILD_PHASE",
                           "PORTAGE_TMPDIR",
                           "D",
                           "ED",
                           "T",
                           "WORKDIR",
                           "S",
                           "FILESDIR",
                           "A",
                           "P",
                           "PN",
                           "PV",
                           "PR",
                           "PVR",
                           "PF",
                           "CATEGORY",
                           "SHELLOPTS",
                           "BASHOPTS",
                           "UID",
                           "EUID",
                           "PPID",
                           "IFS",
                           "LD_PRELOAD",
                           "SANDBOX_WRITE"}) {
    Report report;
    read_changes(parse_document("{" + std::string(name) + ": x}", "f"), report);
    BOOST_TEST(lines(report) ==
               "f:1:2: \"" + std::string(name) +
                   "\" belongs to Portage or to bash: a rule must not change it\n");
  }
  Report report;
  read_changes(parse_document("{PATH: x, BASHFUL: x, DD: x, LD_LIBRARY_PATH: x}", "f"), report);
  BOOST_TEST(report.valid());
}

BOOST_AUTO_TEST_CASE(what_is_wrong_does_not_hide_what_is_right) {
  Report report;
  const auto changes = read_changes(parse_document("{A: 1, B: [1], C: 3}", "f"), report);
  BOOST_REQUIRE_EQUAL(changes.size(), 1U);
  BOOST_TEST(changes[0].name == "C");
  BOOST_TEST(report.count(Severity::error) == 2U);
}

BOOST_AUTO_TEST_CASE(a_change_reads_well) {
  Report report;
  const auto changes = read_changes(
      parse_document("{X: a b, Y: null, Z: {remove: a*, append: [b, c]}}", "f"), report);
  BOOST_TEST(changes[0].text() == "X='a b'");
  BOOST_TEST(changes[1].text() == "Y unset");
  BOOST_TEST(changes[2].text() == "Z without a* with b c");
}

BOOST_AUTO_TEST_SUITE_END()
