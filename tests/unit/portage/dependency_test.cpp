#define BOOST_TEST_DYN_LINK
#include "portage/dependency.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc::portage;

namespace {

std::string names(std::string_view text,
                  const std::optional<std::map<std::string, bool>>& use = std::nullopt) {
  std::string result;
  for (const Dependency& dependency : dependencies_in(text, use)) {
    result += dependency.category + "/" + dependency.name;
    if (!dependency.slot.empty()) result += ":" + dependency.slot;
    result += " ";
  }
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(dependency)

BOOST_AUTO_TEST_CASE(names_and_slots_are_read_out_of_every_form) {
  BOOST_TEST(names("a/b") == "a/b ");
  BOOST_TEST(names(">=a/b-c-1.2_rc3-r1:2/3=[x,-y(+)] ~a/d-1 =a/e-1*") == "a/b-c:2 a/d a/e ");
  BOOST_TEST(names("a/b:= a/b:* a/b:0= a/b[x] a/b:6/6.5 a/b::own a/b:1::own") ==
             "a/b a/b a/b:0 a/b a/b:6 a/b a/b:1 ");
  BOOST_TEST(names("x11-libs/gtk+:3 dev-qt/qt-1") == "x11-libs/gtk+:3 ");
}

BOOST_AUTO_TEST_CASE(blockers_and_what_is_no_package_ask_for_nothing) {
  BOOST_TEST(names("!a/b !!<a/b-2 || ( ) ^^ ?? word a/ /b a//b >= ) ) (").empty());
}

BOOST_AUTO_TEST_CASE(one_of_several_is_not_certain) {
  const auto certain = [](std::string_view text) {
    std::string result;
    for (const Dependency& one : dependencies_in(text, std::nullopt))
      result += one.name + (one.certain ? one.certain_slot ? "" : "(slot)" : "(?)") + " ";
    return result;
  };
  BOOST_TEST(certain("a/b || ( a/c a/d ) a/e") == "b c(?) d(?) e ");
  BOOST_TEST(certain("|| ( a/b:1 a/b:2 ) || ( a/c:1 >=a/c-2:1 )") == "b(slot) b(slot) c c ");
  BOOST_TEST(certain("|| ( ( a/b a/c ) a/b ) || ( a/d ) x? ( a/e )") == "b(?) c(?) b(?) d e ");
}

BOOST_AUTO_TEST_CASE(groups_count_by_their_flag) {
  const std::string text = "on? ( a/on !on? ( a/never ) || ( a/x a/y ) ) off? ( a/off ) "
                           "!off? ( a/not-off ) a/always";
  BOOST_TEST(names(text, {{{"on", true}, {"off", false}}}) == "a/on a/x a/y a/not-off a/always ");
  BOOST_TEST(names("other? ( a/b )", {{{"on", true}}}) == "a/b ");
  BOOST_TEST(names("f? ( a/b ) !f? ( a/c )") == "a/b a/c ");
}

BOOST_AUTO_TEST_SUITE_END()
