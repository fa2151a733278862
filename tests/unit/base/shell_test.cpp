#define BOOST_TEST_DYN_LINK
#include "base/shell.hpp"

#include "base/error.hpp"
#include "base/process.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;

BOOST_AUTO_TEST_SUITE(shell)

BOOST_AUTO_TEST_CASE(bash_reads_every_byte_back) {
  std::string all;
  for (int byte = 1; byte < 256; ++byte) all += static_cast<char>(byte);
  for (const std::string& value : {std::string(), std::string("plain-1.2_3"), std::string("a b"),
                                   std::string("it's $(id) `id` \\ \"x\" !! \n~"), all}) {
    const RunResult result =
        run({"bash", "-c", "LC_ALL=C; v=" + shell_quote(value) + "; printf %s \"$v\""});
    BOOST_TEST(result.output == value);
  }
}

BOOST_AUTO_TEST_CASE(nul_is_refused) {
  BOOST_CHECK_THROW(shell_quote(std::string_view("a\0b", 3)), InputError);
}

BOOST_AUTO_TEST_CASE(variable_names_are_ascii) {
  BOOST_TEST(is_variable_name("CHOST_amd64"));
  BOOST_TEST(is_variable_name("_x"));
  BOOST_TEST(!is_variable_name(""));
  BOOST_TEST(!is_variable_name("1A"));
  BOOST_TEST(!is_variable_name("A-B"));
  BOOST_TEST(!is_variable_name("\xc3\x84"));
}

BOOST_AUTO_TEST_SUITE_END()
