#define BOOST_TEST_DYN_LINK
#include "history/event.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc::history;

BOOST_AUTO_TEST_SUITE(event)

BOOST_AUTO_TEST_CASE(events_come_back_as_they_were_written) {
  const Event twin{Outcome::foreseen, "/t/lemon", "", "vpcmov xmm0", "XOP", 1.25, "", ""};
  const Event refusal{Outcome::refused, "/t/a b", "libx.so+0x1", "", "", 0, "it is late", "eager"};
  const auto events = decode_events(encode(twin) + encode(refusal), 10);
  BOOST_REQUIRE(events.size() == 2U);
  BOOST_TEST((events[0] == twin));
  BOOST_TEST((events[1] == refusal));
  BOOST_TEST(decode_events(encode(twin) + encode(refusal), 1).size() == 1U);
}

BOOST_AUTO_TEST_CASE(hostile_text_gives_harmless_events_or_none) {
  BOOST_TEST(decode_events("", 10).empty());
  BOOST_TEST(decode_events("nonsense", 10).empty());
  BOOST_TEST(decode_events(std::string(100, '\0'), 10).empty());
  const std::string whole = encode({Outcome::told, "p", "", "", "", 0, "", ""});
  BOOST_TEST(decode_events(whole + whole.substr(0, whole.size() - 1), 10).size() == 1U);
  Event evil{Outcome::refused, "p\x1b[2J\n", std::string(5000, 'x'), "", "", -1, "", ""};
  evil.reason = std::string("a\0b", 3);
  const auto events = decode_events(encode(evil), 10);
  BOOST_REQUIRE(events.size() == 1U);
  BOOST_TEST(events[0].program == "p?[2J?");
  BOOST_TEST(events[0].place.size() == 1003U);
  BOOST_TEST(events[0].seconds == 0);
  BOOST_TEST(events[0].reason == "ab");
  const std::string infinite =
      std::string("told") + '\0' + "p" + std::string(4, '\0') + "inf" + std::string(3, '\0');
  BOOST_TEST(decode_events(infinite, 1).at(0).seconds == 0);
}

BOOST_AUTO_TEST_SUITE_END()
