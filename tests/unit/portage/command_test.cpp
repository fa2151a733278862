#define BOOST_TEST_DYN_LINK
#include "base/error.hpp"
#include "portage/command.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::portage;

namespace {

std::vector<std::string> words_of(std::string_view text) {
  return command_words(
      text, [](const std::string& name) { return name == "NONE" ? "" : "<" + name + ">"; });
}

using Words = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_SUITE(command)

BOOST_AUTO_TEST_CASE(words_as_shlex_splits_them) {
  BOOST_TEST(words_of("gpg  --sign\t--armor ") == Words({"gpg", "--sign", "--armor"}),
             boost::test_tools::per_element());
  BOOST_TEST(words_of("a 'b c' \"d e\"f g\\ h") == Words({"a", "b c", "d ef", "g h"}),
             boost::test_tools::per_element());
  BOOST_TEST(words_of("a '' b") == Words({"a", "b"}), boost::test_tools::per_element());
  BOOST_TEST(words_of("").empty());
}

BOOST_AUTO_TEST_CASE(variables_are_replaced_but_between_single_quotes) {
  BOOST_TEST(words_of("$A ${B}c '$D' \"$E\" $ $NONE") == Words({"<A>", "<B>c", "$D", "<E>", "$"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_not_closed_is_refused) {
  BOOST_CHECK_THROW(words_of("a 'b"), Error);
  BOOST_CHECK_THROW(words_of("a \"b"), Error);
  BOOST_CHECK_THROW(words_of("${A"), Error);
}

BOOST_AUTO_TEST_SUITE_END()
