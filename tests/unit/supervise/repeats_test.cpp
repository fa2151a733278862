#define BOOST_TEST_DYN_LINK
#include "supervise/repeats.hpp"

#include <boost/test/unit_test.hpp>

using crossrc::supervise::Repeats;

BOOST_AUTO_TEST_SUITE(repeats)

BOOST_AUTO_TEST_CASE(the_same_again_and_again_is_endless) {
  Repeats repeats;
  for (int i = 0; i < 100; ++i) repeats.count(1, "program");
  BOOST_TEST(!repeats.is_endless(1));
  repeats.count(1, "program");
  BOOST_TEST(repeats.is_endless(1));
  BOOST_TEST(!repeats.is_endless(2));
}

BOOST_AUTO_TEST_CASE(other_arguments_begin_anew) {
  Repeats repeats;
  for (int i = 0; i < 1000; ++i) repeats.count(1, std::to_string(i));
  BOOST_TEST(!repeats.is_endless(1));
}

BOOST_AUTO_TEST_SUITE_END()
