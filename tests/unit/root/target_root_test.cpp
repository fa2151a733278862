#define BOOST_TEST_DYN_LINK
#include "root/target_root.hpp"

#include "base/error.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::root;

BOOST_AUTO_TEST_SUITE(target_root)

BOOST_AUTO_TEST_CASE(mountinfo_is_read_with_and_without_optional_fields) {
  const auto found = parse_mounts("22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
                                  "33 22 8:2 /laptop\\040root /usr/x\\134y rw,relatime shared:1 "
                                  "master:2 - btrfs /dev/sdb rw\n"
                                  "nonsense\n33 22 8:2 / /short -\n");
  BOOST_REQUIRE(found.size() == 2U);
  BOOST_TEST(found[0].point == "/");
  BOOST_TEST(found[0].source == "/dev/sda1");
  BOOST_TEST(found[1].inner == "/laptop root");
  BOOST_TEST(found[1].point == "/usr/x\\y");
  BOOST_TEST(found[1].device == "8:2");
  BOOST_TEST(describe(found[1]) == "\"/laptop root\" of /dev/sdb");
}

BOOST_AUTO_TEST_CASE(categories_of_crossdev_name_a_tuple) {
  BOOST_TEST(tuple_of_category("cross-x86_64-laptop-linux-gnu") == "x86_64-laptop-linux-gnu");
  BOOST_TEST(tuple_of_category("cross-dev").empty());
  BOOST_TEST(tuple_of_category("sys-devel").empty());
}

BOOST_AUTO_TEST_CASE(a_place_is_below_usr_and_nowhere_else) {
  const TargetRoot place("", "x86_64-laptop-linux-gnu");
  BOOST_TEST(place.path() == "/usr/x86_64-laptop-linux-gnu");
  BOOST_TEST(place.category() == "cross-x86_64-laptop-linux-gnu");
  BOOST_TEST(TargetRoot("/opt", "a-b-c").path() == "/opt/usr/a-b-c");
  for (const char* bad : {"", "lib", "../../a-b-c", "a-b", "a--b-c", "..-b-c"})
    BOOST_CHECK_THROW(TargetRoot("", bad), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
