#define BOOST_TEST_DYN_LINK
#include "diagnosis/pattern.hpp"

#include <boost/test/unit_test.hpp>

using crossrc::diagnosis::find_pattern;

namespace {

std::string wanted(std::string_view pattern, std::string_view line) {
  return find_pattern(pattern, line).value_or("no");
}

} // namespace

BOOST_AUTO_TEST_SUITE(pattern)

BOOST_AUTO_TEST_CASE(pieces_follow_one_another_whatever_their_case) {
  BOOST_TEST(wanted("cannot * cross", "we CANNOT do this, as we Cross compile").empty());
  BOOST_TEST(wanted("cross * cannot", "we cannot cross") == "no");
  BOOST_TEST(wanted("whole", "whole").empty());
  BOOST_TEST(wanted("whole line", "whole") == "no");
  BOOST_TEST(wanted("", "anything").empty());
}

BOOST_AUTO_TEST_CASE(the_wanted_word_is_next_to_what_is_around_it) {
  BOOST_TEST(wanted("Program '%' not found", "ERROR: Program 'a b' not found or not") == "a");
  BOOST_TEST(wanted("%: command not found", "make: line 1: mygen: command not found") == "mygen");
  BOOST_TEST(wanted("cannot find -l%", "ld: cannot find -lfoo: No such file") == "foo:");
  BOOST_TEST(wanted("sh: *: %: not found", "/bin/sh: 1: mygen: not found") == "mygen");
  BOOST_TEST(wanted("make: %: No such", "make: mygen: No such file or directory") == "mygen");
  BOOST_TEST(wanted("% end", " end").empty());
}

BOOST_AUTO_TEST_SUITE_END()
