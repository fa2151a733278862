#define BOOST_TEST_DYN_LINK
#include "base/error.hpp"
#include "portage/atom.hpp"

#include <boost/test/unit_test.hpp>
#include <utility>

using namespace crossrc;
using namespace crossrc::portage;

namespace {

Package qtbase(const char* version = "6.7.2-r1") {
  return {"dev-qt", "qtbase", Version::parse(version), "6", "6.7", "gentoo", {}};
}

bool matches(std::string_view atom, const Package& package = qtbase()) {
  return Atom::parse(atom).matches(package);
}

void check_refused(std::string_view atom, const std::string& message) {
  BOOST_CHECK_EXCEPTION(Atom::parse(atom), InputError, [&](const InputError& error) {
    BOOST_TEST(error.what() == message);
    return error.what() == message;
  });
}

} // namespace

BOOST_AUTO_TEST_SUITE(atom)

BOOST_AUTO_TEST_CASE(keeps_every_part) {
  const Atom atom = Atom::parse(">=dev-qt/qtbase-6.7_rc1-r2:6/6.7::gentoo[gui,-gtk(+),x@y(-)]");
  BOOST_TEST(atom.category() == "dev-qt");
  BOOST_TEST(atom.name() == "qtbase");
  BOOST_TEST((atom.op() == Operator::greater_equal));
  BOOST_TEST(atom.version()->text() == "6.7_rc1-r2");
  BOOST_TEST(atom.slot() == "6");
  BOOST_TEST(atom.subslot() == "6.7");
  BOOST_TEST(atom.repository() == "gentoo");
  BOOST_TEST(!atom.has_wildcard());
  BOOST_REQUIRE_EQUAL(atom.use().size(), 3U);
  BOOST_TEST(atom.use()[0].flag == "gui");
  BOOST_TEST(!atom.use()[0].fallback.has_value());
  BOOST_TEST(!atom.use()[1].enabled);
  BOOST_TEST(*atom.use()[1].fallback);
  BOOST_TEST(atom.use()[2].flag == "x@y");
  BOOST_TEST(!*atom.use()[2].fallback);
  BOOST_TEST(atom.text() == ">=dev-qt/qtbase-6.7_rc1-r2:6/6.7::gentoo[gui,-gtk(+),x@y(-)]");
}

BOOST_AUTO_TEST_CASE(operators_compare_versions) {
  for (const char* atom :
       {"dev-qt/qtbase", "<dev-qt/qtbase-6.7.3", "<=dev-qt/qtbase-6.7.2-r1",
        "=dev-qt/qtbase-6.7.2-r1", "=dev-qt/qtbase-6.7.2-r01", ">dev-qt/qtbase-6.7.2",
        ">=dev-qt/qtbase-6.7.2-r1", "~dev-qt/qtbase-6.7.2", "~dev-qt/qtbase-6.7.2-r9"})
    BOOST_CHECK_MESSAGE(matches(atom), atom);
  for (const char* atom :
       {"<dev-qt/qtbase-6.7.2-r1", "<=dev-qt/qtbase-6.7.2", "=dev-qt/qtbase-6.7.2",
        ">dev-qt/qtbase-6.7.2-r1", ">=dev-qt/qtbase-6.7.2-r2", "~dev-qt/qtbase-6.7",
        "dev-qt/qtbase-x", "dev/qtbase", "dev-qt/qt"})
    BOOST_CHECK_MESSAGE(!matches(atom), atom);
}

BOOST_AUTO_TEST_CASE(a_tilde_compares_the_text_of_the_version_as_portage_does) {
  BOOST_TEST(matches("=dev-qt/qtbase-1.00", qtbase("1.0")));
  BOOST_TEST(!matches("~dev-qt/qtbase-1.00", qtbase("1.0")));
}

BOOST_AUTO_TEST_CASE(a_glob_ends_between_the_parts_of_a_version) {
  for (const auto& [atom, version] :
       std::initializer_list<std::pair<const char*, const char*>>{{"1", "1"},
                                                                  {"1", "1.2"},
                                                                  {"1", "1b"},
                                                                  {"1", "1_p"},
                                                                  {"1", "1-r1"},
                                                                  {"01", "1.2"},
                                                                  {"1", "001.2"},
                                                                  {"0", "0.1"},
                                                                  {"1.2-r1", "1.2-r1"},
                                                                  {"1_p", "1_p1"},
                                                                  {"1a", "1a_p"}})
    BOOST_CHECK_MESSAGE(matches("=dev-qt/qtbase-" + std::string(atom) + "*", qtbase(version)),
                        atom << "* and " << version);
  for (const auto& [atom, version] :
       std::initializer_list<std::pair<const char*, const char*>>{{"1", "10"},
                                                                  {"1", "2"},
                                                                  {"1.2", "1.20"},
                                                                  {"1.2-r1", "1.2-r10"},
                                                                  {"1.2-r1", "1.2"},
                                                                  {"1.0", "1"},
                                                                  {"1.01", "1.1"},
                                                                  {"1_p1", "1_p12"}})
    BOOST_CHECK_MESSAGE(!matches("=dev-qt/qtbase-" + std::string(atom) + "*", qtbase(version)),
                        atom << "* and " << version);
}

BOOST_AUTO_TEST_CASE(a_glob_does_not_reach_into_other_packages_names) {
  BOOST_TEST(
      !matches("=dev-qt/qtbase-1*", {"dev-qt", "qtbase-1-x", Version::parse("2"), {}, {}, {}, {}}));
}

BOOST_AUTO_TEST_CASE(wildcards_stand_in_category_and_name) {
  for (const char* atom :
       {"*/*", "dev-qt/*", "*/qtbase", "dev-*/qt*", "d*-*t/*b*e", "*/*::gentoo", "*/qt*:6",
        "*/*:6/6.7::gentoo", "dev-qt*/qtbase*", "=*/*-*7*", "=dev-qt/qtbase-*r1*"})
    BOOST_CHECK_MESSAGE(matches(atom), atom);
  for (const char* atom :
       {"dev-q/*", "*/qtbas", "*/*::guru", "*/*:5", "=*/*-*9999*", "x*/*", "*x/*", "*/*qtbas"})
    BOOST_CHECK_MESSAGE(!matches(atom), atom);
  BOOST_TEST(Atom::parse("*/a").has_wildcard());
  BOOST_TEST(Atom::parse("=*/*-*9999*").version_piece() == "9999");
}

BOOST_AUTO_TEST_CASE(what_is_not_known_does_not_match) {
  const Package bare{"dev-qt", "qtbase", {}, {}, {}, {}, {}};
  BOOST_TEST(matches("dev-qt/qtbase", bare));
  for (const char* atom : {">=dev-qt/qtbase-0", "=*/*-*1*", "dev-qt/qtbase:6",
                           "dev-qt/qtbase::gentoo", "dev-qt/qtbase[x(+)]"})
    BOOST_CHECK_MESSAGE(!matches(atom, bare), atom);
}

BOOST_AUTO_TEST_CASE(use_dependencies_ask_declared_flags_or_take_the_default) {
  Package package = qtbase();
  package.use = {{"on", true}, {"off", false}};
  for (const char* use : {"on", "-off", "on,-off", "on(-)", "-off(+)", "none(+)", "-none(-)"})
    BOOST_CHECK_MESSAGE(matches("dev-qt/qtbase[" + std::string(use) + "]", package), use);
  for (const char* use : {"off", "-on", "none", "-none", "none(-)", "-none(+)", "off(+)", "-on(-)",
                          "on,off", "on,-on"})
    BOOST_CHECK_MESSAGE(!matches("dev-qt/qtbase[" + std::string(use) + "]", package), use);
}

BOOST_AUTO_TEST_CASE(says_where_and_what_was_expected) {
  check_refused("", "atom \"\", character 1: expected a category");
  check_refused("bash", "atom \"bash\", character 5: expected \"/\" and a package name");
  check_refused("a/", "atom \"a/\", character 3: expected a package name");
  check_refused("/b", "atom \"/b\", character 1: expected a category");
  check_refused("-a/b", "atom \"-a/b\", character 1: \"-\" cannot begin a category");
  check_refused("a/b.c", "atom \"a/b.c\", character 4: \".\" cannot be in a package name");
  check_refused("a b/c", "atom \"a b/c\", character 2: \" \" cannot be in a category");
  check_refused("a/b/c", "atom \"a/b/c\", character 4: \"/\" cannot be in a package name");
  check_refused(
      "!a/b",
      "atom \"!a/b\", character 1: a blocker (\"!\") matches nothing, expected a plain atom");
  check_refused("a/b-1",
                "atom \"a/b-1\", character 5: a version needs an operator (< <= = >= > ~) before "
                "the category");
  check_refused(">=a/b",
                "atom \">=a/b\", character 6: an operator needs a version, expected \"-\" and a "
                "version");
  check_refused("=a/b-1.x",
                "atom \"=a/b-1.x\", character 6: expected a version as in 1.2b_rc3-r4 at the end "
                "of the name");
  check_refused("=a/b-1-2",
                "atom \"=a/b-1-2\", character 5: a package name cannot end in a hyphen and a "
                "version");
  check_refused(">=a/b-1*",
                "atom \">=a/b-1*\", character 8: a \"*\" after the version goes with the operator "
                "\"=\" only");
  check_refused(
      "=*/b-1",
      "atom \"=*/b-1\", character 1: a version does not go with a \"*\" in the category or "
      "the name");
  check_refused("a**/b", "atom \"a**/b\", character 2: expected one \"*\", not more in a row");
  check_refused("a/b:", "atom \"a/b:\", character 5: expected a slot");
  check_refused("a/b:0/", "atom \"a/b:0/\", character 7: expected a sub-slot");
  check_refused("a/b:-1", "atom \"a/b:-1\", character 5: \"-\" cannot begin a slot");
  check_refused("a/b:0:g", "atom \"a/b:0:g\", character 6: expected \"::\" and a repository");
  check_refused("a/b::", "atom \"a/b::\", character 6: expected a repository");
  check_refused("a/b::g.x", "atom \"a/b::g.x\", character 7: \".\" cannot be in a repository");
  check_refused("a/b[]", "atom \"a/b[]\", character 5: expected a USE flag");
  check_refused("a/b[x,]", "atom \"a/b[x,]\", character 7: expected a USE flag");
  check_refused("a/b[x", "atom \"a/b[x\", character 6: expected \",\" or \"]\"");
  check_refused("a/b[x]y", "atom \"a/b[x]y\", character 7: expected the end after \"]\"");
  check_refused("a/b[x.y]", "atom \"a/b[x.y]\", character 6: \".\" cannot be in a USE flag");
  check_refused("a/b[x(+),-x]",
                "atom \"a/b[x(+),-x]\", character 10: \"x\" has another default before");
  check_refused("*/*[x]",
                "atom \"*/*[x]\", character 4: a USE dependency does not go with a \"*\"");
}

BOOST_AUTO_TEST_CASE(refuses_what_only_a_dependency_can_say) {
  check_refused("a/b:=",
                "atom \"a/b:=\", character 5: a slot operator (\":=\", \":*\") matches nothing, "
                "expected a slot");
  check_refused("a/b:0=",
                "atom \"a/b:0=\", character 6: a slot operator (\":=\", \":*\") matches nothing, "
                "expected a slot");
  check_refused("a/b[x?]",
                "atom \"a/b[x?]\", character 6: a conditional USE dependency matches nothing, "
                "expected \"flag\" or \"-flag\"");
  check_refused("a/b[!x=]",
                "atom \"a/b[!x=]\", character 5: a conditional USE dependency matches nothing, "
                "expected \"flag\" or \"-flag\"");
}

BOOST_AUTO_TEST_CASE(a_message_shows_the_start_of_a_long_text) {
  check_refused(std::string(200, 'a'),
                "atom \"" + std::string(100, 'a') +
                    "...\", character 201: expected \"/\" and a package name");
}

BOOST_AUTO_TEST_CASE(very_long_texts_are_answered) {
  const std::string name(1'000'000, 'a');
  BOOST_TEST(matches("a/" + name, {"a", name, {}, {}, {}, {}, {}}));
  BOOST_CHECK_THROW(Atom::parse("=a/b" + name), InputError);
  BOOST_CHECK_THROW(Atom::parse(std::string(1'000'000, '-')), InputError);
  BOOST_CHECK_THROW(Atom::parse("=a/b" + std::string(1'000'000, '-') + "1xy"), InputError);
  std::string hyphens = "=a/b";
  for (int i = 0; i < 300'000; ++i) hyphens += "-1";
  BOOST_CHECK_THROW(Atom::parse(hyphens), InputError);
  std::string stars;
  for (int i = 0; i < 500; ++i) stars += "a*";
  BOOST_TEST(!matches("a/" + stars + "b", {"a", std::string(5'000, 'a'), {}, {}, {}, {}, {}}));
}

BOOST_AUTO_TEST_SUITE_END()
