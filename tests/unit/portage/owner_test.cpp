#define BOOST_TEST_DYN_LINK
#include "portage/owner.hpp"

#include "base/file.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;

BOOST_AUTO_TEST_SUITE(owner)

BOOST_AUTO_TEST_CASE(is_the_package_whose_contents_name_the_file) {
  const TemporaryDirectory root("/tmp");
  const auto database = root.path() / "var/db/pkg/dev-libs";
  for (const char* package : {"one-1.2", "two-3"}) {
    std::filesystem::create_directories(database / package);
    replace_file(database / package / "SLOT", "0\n");
  }
  replace_file(database / "one-1.2/CONTENTS", "dir /usr\nobj /usr/bin/one-config 0 1\n");
  replace_file(database / "two-3/CONTENTS", "obj /usr/bin/one 0 1\nobj /usr/bin/two 0 1\n");
  BOOST_TEST(portage::owner_of(root.path(), "/usr/bin/one")->cpv() == "dev-libs/two-3");
  BOOST_TEST(portage::owner_of(root.path(), "/usr/bin/one-config")->cpv() == "dev-libs/one-1.2");
  BOOST_TEST(!portage::owner_of(root.path(), "/usr/bin/on").has_value());
  BOOST_TEST(!portage::owner_of(root.path() / "nowhere", "/usr/bin/one").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
