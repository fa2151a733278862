#define BOOST_TEST_DYN_LINK
#include "rules/method.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc::rules;

BOOST_AUTO_TEST_SUITE(method)

BOOST_AUTO_TEST_CASE(names_and_numbers_are_the_guides) {
  const std::array<const char*, 7> names{"cross",  "chroot",  "sysroot",  "swap",
                                         "native", "builder", "root-only"};
  for (size_t i = 0; i < names.size(); ++i) {
    BOOST_REQUIRE(find_method(names[i]) != nullptr);
    BOOST_TEST(find_method(names[i]) == find_method(std::to_string(i + 1)));
  }
  for (const char* name : {"", "0", "8", "11", "Cross", "cros"})
    BOOST_TEST(find_method(name) == nullptr);
}

BOOST_AUTO_TEST_CASE(sides_are_those_of_the_table) {
  const auto sides = [](const char* name) {
    return std::pair(find_method(name)->cbuild, find_method(name)->chost);
  };
  BOOST_TEST((sides("cross") == std::pair(Side::builder, Side::target)));
  BOOST_TEST((sides("chroot") == std::pair(Side::target, Side::target)));
  BOOST_TEST((sides("sysroot") == std::pair(Side::builder, Side::target)));
  BOOST_TEST((sides("swap") == std::pair(Side::target, Side::builder)));
  BOOST_TEST((sides("native") == std::pair(Side::target, Side::target)));
  BOOST_TEST((sides("builder") == std::pair(Side::builder, Side::builder)));
  BOOST_TEST((sides("root-only") == std::pair(Side::untouched, Side::untouched)));
  BOOST_TEST(default_method().name == "cross");
}

BOOST_AUTO_TEST_SUITE_END()
