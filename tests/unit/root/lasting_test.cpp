#define BOOST_TEST_DYN_LINK
#include "root/lasting.hpp"

#include "base/error.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::root;

namespace {

constexpr const char* k_place = "/usr/x86_64-laptop-linux-gnu";
constexpr const char* k_line =
    "/srv/laptop /usr/x86_64-laptop-linux-gnu none bind,x-crossrc.root 0 0\n";

} // namespace

BOOST_AUTO_TEST_SUITE(lasting)

BOOST_AUTO_TEST_CASE(a_line_is_added_and_taken_away_and_all_else_stays) {
  const std::string old =
      "# /usr/x86_64-laptop-linux-gnu is not here\n\n/dev/sda1\t/ ext4  rw 0 1\n";
  const auto added = with_mount(old, "/srv/laptop", k_place);
  BOOST_REQUIRE(added.has_value());
  BOOST_TEST(*added == old + k_line);
  BOOST_TEST(!with_mount(*added, "/srv/laptop", k_place).has_value());
  BOOST_TEST(without_mount(*added, k_place).value_or("") == old);
  BOOST_TEST(!without_mount(old, k_place).has_value());
  BOOST_TEST(!without_mount("", k_place).has_value());
  BOOST_TEST(with_mount("/dev/a / ext4", "/srv/laptop", k_place).value_or("") ==
             std::string("/dev/a / ext4\n") + k_line);
}

BOOST_AUTO_TEST_CASE(other_lines_for_the_place_are_neither_changed_nor_taken_away) {
  const std::string other = "/srv/other /usr/x86_64-laptop-linux-gnu/ none bind 0 0";
  BOOST_CHECK_THROW(with_mount(other, "/srv/laptop", k_place), InputError);
  BOOST_TEST(!without_mount(other, k_place).has_value());
  BOOST_TEST(without_mount(k_line + other, k_place).value_or("") == other);
}

BOOST_AUTO_TEST_CASE(white_space_in_names_is_escaped) {
  BOOST_TEST(fstab_line("/srv/my lap\\top", "/usr/a-b-c") ==
             "/srv/my\\040lap\\134top /usr/a-b-c none bind,x-crossrc.root 0 0");
  BOOST_TEST(unit_name(k_place) == "usr-x86_64\\x2dlaptop\\x2dlinux\\x2dgnu.mount");
  BOOST_CHECK_THROW(unit_text("/srv/my laptop", k_place), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
