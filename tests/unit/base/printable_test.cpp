#define BOOST_TEST_DYN_LINK
#include "base/printable.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;

BOOST_AUTO_TEST_SUITE(printable_text)

BOOST_AUTO_TEST_CASE(text_in_any_language_stays) {
  for (const std::string text :
       {"", "a b\tc\n", "Größe – „ß“ 日本語 Ελληνικά עברית العربية", "é", "\U0001f600", "￿x"})
    BOOST_TEST(printable(text) == text);
}

BOOST_AUTO_TEST_CASE(what_a_terminal_obeys_is_a_question_mark) {
  BOOST_TEST(printable(std::string("\0\x1b[2J\r\b\x7f", 8)) == "??[2J???");
  BOOST_TEST(printable("\xc2\x80|\xc2\x9b"
                       "31m|\xc2\x9d"
                       "0;t\xc2\x9c|\xc2\x9f|\xc2\xa0") == "?|?31m|?0;t?|?|\xc2\xa0");
}

BOOST_AUTO_TEST_CASE(what_changes_the_text_unseen_is_a_question_mark) {
  for (const std::string text :
       {"\u00ad", "\u061c", "\u180e", "\u200b", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a",
        "\u202e", "\u2060", "\u2066", "\u2069", "\ufeff", "\U000e0041"})
    BOOST_TEST(printable("a" + text + "b") == "a?b");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_are_question_marks) {
  BOOST_TEST(printable("\x9b"
                       "2J \xff \xc3") == "?2J ? ?");
  BOOST_TEST(printable("\xc0\x9b|\xe0\x82\x9b|\xed\xa0\x80|\xf4\x90\x80\x80|\xe2\x80") ==
             "??|???|???|????|??");
  // a character that begins ends nothing that follows it
  BOOST_TEST(printable("\xe2\x9b"
                       "2J\xc3\x9b") == "??2J\xc3\x9b");
}

BOOST_AUTO_TEST_CASE(a_beginning_ends_between_characters) {
  BOOST_TEST(beginning("aé", 5) == "aé");
  BOOST_TEST(beginning("aéb", 2) == "a");
  BOOST_TEST(beginning("aéb", 3) == "aé");
  BOOST_TEST(beginning("\U0001f600", 3).empty());
  BOOST_TEST(beginning("\x80\x80\x80\x80\x80", 4).size() == 4U);
}

BOOST_AUTO_TEST_SUITE_END()
