#define BOOST_TEST_DYN_LINK
#include "base/text.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(split_keeps_empty_parts) {
  const auto parts = split("a::b:", ':');
  BOOST_REQUIRE_EQUAL(parts.size(), 4U);
  BOOST_TEST(parts[0] == "a");
  BOOST_TEST(parts[1].empty());
  BOOST_TEST(parts[3].empty());
}

BOOST_AUTO_TEST_CASE(words_are_runs_without_white_space) {
  const std::vector<std::string> expected{"-O2", "-pipe"};
  BOOST_TEST(words(" -O2\t\n -pipe ") == expected, boost::test_tools::per_element());
  BOOST_TEST(words(" \n").empty());
}

BOOST_AUTO_TEST_CASE(join_is_the_inverse_of_split) {
  BOOST_TEST(join({"a", "", "b"}, ":") == "a::b");
  BOOST_TEST(join({}, ":").empty());
  BOOST_TEST(join({"same", "same"}, " ") == "same same");
}

BOOST_AUTO_TEST_CASE(trim_takes_both_ends_only) {
  BOOST_TEST(trim("  a b \n") == "a b");
  BOOST_TEST(trim(" \t").empty());
}

BOOST_AUTO_TEST_CASE(nearest_hints_only_at_what_is_near) {
  const std::vector<std::string_view> names{"method", "match", "trap"};
  BOOST_TEST(nearest("metod", names) == "method");
  BOOST_TEST(nearest("tarp", names) == "trap");
  BOOST_TEST(nearest("completely-else", names).empty());
}

BOOST_AUTO_TEST_SUITE_END()
