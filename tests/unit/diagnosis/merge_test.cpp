#define BOOST_TEST_DYN_LINK
#include "diagnosis/merge.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc::diagnosis;

BOOST_AUTO_TEST_SUITE(merge)

BOOST_AUTO_TEST_CASE(what_died_while_it_was_installed_is_named) {
  const std::vector<std::string> commands = not_run_at_merge(
      "/x/environment: line 3:    7 Illegal instruction     ./generate\n"
      ">>> Completed installing a/b-1 into /x/image\n"
      "/x/environment: line 12:   24 Illegal instruction     (core dumped) "
      "\"${EROOT}\"/usr/bin/fc-cache -f\n"
      "/x/environment: line 12:   25 Illegal instruction     \"${EROOT}\"/usr/bin/fc-cache -f\r\n"
      "it says Illegal instruction of something\n"
      "/x/environment: line 14:   26 Segmentation fault      other\n");
  const std::vector<std::string> expected{"\"${EROOT}\"/usr/bin/fc-cache -f"};
  BOOST_TEST(commands == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_log_of_a_binary_package_has_nothing_else) {
  BOOST_TEST(not_run_at_merge("/x: line 1: 2 Illegal instruction openssl fipsinstall\n").size() ==
             1U);
  BOOST_TEST(not_run_at_merge("").empty());
}

BOOST_AUTO_TEST_SUITE_END()
