#define BOOST_TEST_DYN_LINK
#include "portage/saved_environment.hpp"

#include "base/process.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::portage;

BOOST_AUTO_TEST_SUITE(saved_environment)

BOOST_AUTO_TEST_CASE(what_bash_prints_is_read_back) {
  const RunResult result = run({"/bin/bash", "-c", R"sh(
    export A='plain -O2 -flto=4' B=$'two\nlines\t\'and\' \001\303\244' C='q " \ $x `y` end'
    declare D='not exported' E= ; export F; declare -a G=(CFLAGS=no "x y"); declare -A H=([k]=v)
    printf -v I '%s\n' 'x' 'declare -x A="other"'
    declare -p A B C D E F G H I)sh"});
  auto variables = saved_variables(result.output + "f () \n{ \n    declare -x A=\"no\"\n}\n");
  BOOST_TEST(variables["A"] == "plain -O2 -flto=4");
  BOOST_TEST(variables["B"] == "two\nlines\t'and' \001\303\244");
  BOOST_TEST(variables["C"] == "q \" \\ $x `y` end");
  BOOST_TEST(variables["D"] == "not exported");
  BOOST_TEST((variables.contains("E") && variables["E"].empty()));
  BOOST_TEST(variables["I"] == "x\ndeclare -x A=\"other\"\n");
  BOOST_TEST(variables.size() == 6U); // neither F, which has no value, nor the arrays
}

BOOST_AUTO_TEST_CASE(lines_in_quotes_are_no_declarations) {
  auto variables =
      saved_variables("declare -x A=\"one\ndeclare -x B=\\\"two\\\"\"\ndeclare C=\"3\"\n");
  BOOST_TEST(variables["A"] == "one\ndeclare -x B=\"two\"");
  BOOST_TEST(variables["C"] == "3");
  BOOST_TEST(!variables.contains("B"));
}

BOOST_AUTO_TEST_CASE(what_is_broken_off_ends_the_reading) {
  BOOST_TEST(saved_variables("declare -x A=\"1\"\ndeclare -x B=\"2").size() == 1U);
  BOOST_TEST(saved_variables("declare -x A=$'1").empty());
  BOOST_TEST(saved_variables("declare ").empty());
  BOOST_TEST(saved_variables("").empty());
}

BOOST_AUTO_TEST_SUITE_END()
