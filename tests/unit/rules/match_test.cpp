#define BOOST_TEST_DYN_LINK
#include "rules/match.hpp"

#include "rules/subject.hpp"
#include "support.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::rules;
using namespace crossrc::rules::test;

namespace {

std::vector<Match> read(const std::string& text, Report& report) {
  return read_matches(parse_document(text, "f"), report);
}

portage::Package package_with(std::vector<std::string> inherited, std::string_view dependencies) {
  portage::Package package = package_from_argument("a/b-1");
  package.inherited = std::move(inherited);
  package.dependencies = portage::dependencies_in(dependencies, std::nullopt);
  return package;
}

Fit fit_of(const std::string& text, const portage::Package& package) {
  Report report;
  const auto matches = read(text, report);
  BOOST_TEST(lines(report).empty());
  return fit(matches, package);
}

std::string errors(const std::string& text) {
  Report report;
  read(text, report);
  return lines(report);
}

} // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(Fit)

BOOST_AUTO_TEST_SUITE(match)

BOOST_AUTO_TEST_CASE(eclasses_match_by_name_and_by_glob) {
  const portage::Package package = package_with({"java-pkg-2", "eutils"}, "");
  BOOST_TEST(fit_of("{inherits: java-pkg-2}", package) == Fit::yes);
  BOOST_TEST(fit_of("{inherits: [x, 'java-*']}", package) == Fit::yes);
  BOOST_TEST(fit_of("{inherits: java-pkg}", package) == Fit::no);
}

BOOST_AUTO_TEST_CASE(dependencies_match_by_name_and_slot) {
  const portage::Package package = package_with({}, ">=dev-qt/qtbase-6.5:6[gui] dev-libs/x");
  BOOST_TEST(fit_of("{depends: dev-qt/qtbase}", package) == Fit::yes);
  BOOST_TEST(fit_of("{depends: 'dev-qt/*:6'}", package) == Fit::yes);
  BOOST_TEST(fit_of("{depends: 'dev-qt/*:5'}", package) == Fit::no);
  BOOST_TEST(fit_of("{depends: 'dev-libs/x:3'}", package) == Fit::yes);
  BOOST_TEST(fit_of("{depends: [dev-libs/y, dev-libs/z]}", package) == Fit::no);
}

BOOST_AUTO_TEST_CASE(keys_of_one_map_all_hold_and_elements_of_a_list_are_alternatives) {
  const portage::Package package = package_with({"cmake"}, "dev-libs/x");
  BOOST_TEST(fit_of("{atom: [c/d, a/b], inherits: cmake}", package) == Fit::yes);
  BOOST_TEST(fit_of("{atom: c/d, inherits: cmake}", package) == Fit::no);
  BOOST_TEST(fit_of("[c/d, {inherits: cmake, depends: dev-libs/x}]", package) == Fit::yes);
  BOOST_TEST(fit_of("[a/b, {inherits: meson}]", package) == Fit::yes);
}

BOOST_AUTO_TEST_CASE(what_is_not_known_leaves_it_open) {
  const portage::Package unknown = package_from_argument("a/b");
  BOOST_TEST(fit_of("{inherits: cmake}", unknown) == Fit::open);
  BOOST_TEST(fit_of("{atom: c/d, inherits: cmake}", unknown) == Fit::no);
  BOOST_TEST(fit_of("{atom: '>=a/b-1'}", unknown) == Fit::open);
  BOOST_TEST(fit_of("{depends: c/d}", unknown) == Fit::open);
  BOOST_TEST(fit_of("[{depends: c/d}, a/b]", unknown) == Fit::yes);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_with_its_place) {
  BOOST_TEST(errors("{inherit: x}") == "f:1:2: unknown key \"inherit\" (did you mean "
                                       "\"inherits\"?); expected one of atom, inherits, depends\n");
  BOOST_TEST(errors("{inherits: [cmake.eclass, 'a b']}") ==
             "f:1:13: expected the name of an eclass such as cmake, found \"cmake.eclass\"\n"
             "f:1:27: expected the name of an eclass such as cmake, found \"a b\"\n");
  BOOST_TEST(errors("{depends: '>=a/b-1'}") ==
             "f:1:11: expected category/name or category/name:slot, found \">=a/b-1\"\n");
  BOOST_TEST(errors("{}") == "f:1:1: expected atom, inherits or depends, found an empty map\n");
  BOOST_TEST(errors("{inherits: []}") ==
             "f:1:12: expected at least one eclass, found an empty list\n");
  BOOST_TEST(errors("[[a/b]]") == "f:1:2: expected an atom or a map, found a list\n");
}

BOOST_AUTO_TEST_CASE(texts_are_as_a_file_has_them) {
  Report report;
  const auto matches = read("[a/b, {atom: [a/b, c/d], inherits: x}]", report);
  BOOST_TEST(matches[0].text() == "a/b");
  BOOST_TEST(matches[1].text() == "{ atom: [a/b, c/d], inherits: [x] }");
}

BOOST_AUTO_TEST_SUITE_END()
