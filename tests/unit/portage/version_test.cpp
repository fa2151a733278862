#define BOOST_TEST_DYN_LINK
#include "portage/version.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

using crossrc::portage::Version;

namespace {

Version v(const std::string& text) {
  const auto version = Version::parse(text);
  BOOST_REQUIRE_MESSAGE(version, "not a version: " << text);
  return *version;
}

/// Every element is older than all that come after it.
void check_ascending(const std::vector<std::string>& texts) {
  for (size_t i = 0; i < texts.size(); ++i) {
    for (size_t j = 0; j < texts.size(); ++j) {
      const bool right = ((v(texts[i]) <=> v(texts[j])) < 0) == (i < j) &&
                         ((v(texts[i]) <=> v(texts[j])) > 0) == (i > j);
      BOOST_CHECK_MESSAGE(right, texts[i] << " against " << texts[j]);
    }
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(version)

BOOST_AUTO_TEST_CASE(takes_every_part_of_a_version) {
  for (const char* text : {"0", "1", "1.2.3", "1b", "1.2b_alpha", "1_alpha1_beta2_pre3_rc4_p5",
                           "1.0-r0", "1-r007", "1_p-r1", "00.00", "1_p_p"})
    BOOST_TEST(v(text).text() == text);
}

BOOST_AUTO_TEST_CASE(refuses_what_only_resembles_a_version) {
  for (const char* text :
       {"",        ".",      "1.",     ".1",      "1..2",      "a",     "1B",
        "1bc",     "1b.2",   "1_",     "1_gamma", "1_alpha.1", "1-r",   "1-rx",
        "1-r1-r2", "1-r1.2", "1-r1_p", "r1",      "-r1",       "1_pr",  "1 ",
        " 1",      "1_P",    "1__p",   "1-1",     "1\n",       "9999-", "\xd9\xa1"})
    BOOST_CHECK_MESSAGE(!Version::parse(text), text);
  BOOST_TEST(!Version::parse(std::string_view("1\0", 2)));
}

BOOST_AUTO_TEST_CASE(orders_numbers_letters_suffixes_and_revisions) {
  check_ascending({"1_alpha", "1_alpha1", "1_beta", "1_pre", "1_rc",      "1_rc1_alpha", "1_rc1",
                   "1_rc1_p", "1",        "1-r1",   "1-r10", "1_p_alpha", "1_p",         "1_p_p",
                   "1_p1",    "1a",       "1b",     "1.0",   "1.0b",      "1.01",        "1.010a",
                   "1.02",    "1.1",      "1.1.0",  "1.2",   "1.10",      "2",           "10"});
}

BOOST_AUTO_TEST_CASE(components_with_a_leading_zero_are_fractions) {
  check_ascending({"1.001", "1.01", "1.02", "1.1"});
  BOOST_TEST((v("1.0") == v("1.00")));
  BOOST_TEST((v("1.010") == v("1.01")));
  BOOST_TEST((v("010") == v("10")));
  BOOST_TEST((v("1.10") > v("1.9")));
}

BOOST_AUTO_TEST_CASE(equal_versions_may_be_spelled_differently) {
  BOOST_TEST((v("1") == v("1-r0")));
  BOOST_TEST((v("1-r1") == v("1-r001")));
  BOOST_TEST((v("1_p") == v("1_p0")));
  BOOST_TEST((v("1_rc01") == v("1_rc1")));
  BOOST_TEST((v("1") != v("1_p")));
  BOOST_TEST((v("1") != v("1.0")));
}

BOOST_AUTO_TEST_CASE(numbers_have_no_limit) {
  const std::string big(100'000, '9');
  BOOST_TEST((v(big) > v("1" + std::string(99'999, '0'))));
  BOOST_TEST((v("1." + big) < v("1.1" + big)));
  BOOST_TEST((v("1-r" + big) == v("1-r0" + big)));
  BOOST_TEST((v("1_p18446744073709551617") > v("1_p1")));
  std::string many = "1";
  for (int i = 0; i < 100'000; ++i) many += "_p1";
  BOOST_TEST((v(many) == v(many)));
}

BOOST_AUTO_TEST_CASE(knows_itself_without_its_revision) {
  BOOST_TEST(v("1.0_p1-r3").without_revision() == "1.0_p1");
  BOOST_TEST(v("1.0").without_revision() == "1.0");
}

BOOST_AUTO_TEST_SUITE_END()
