#define BOOST_TEST_DYN_LINK
#include "base/text.hpp"
#include "journal/named_files.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::journal;

namespace {

std::string names(const std::string& word) {
  std::vector<std::string> found;
  for (const auto& [at, size] : names_in(word)) found.push_back(word.substr(at, size));
  return join(found, " ");
}

} // namespace

BOOST_AUTO_TEST_SUITE(named_files)

BOOST_AUTO_TEST_CASE(names_in_words) {
  BOOST_TEST(names("-gnatec=/tmp/GNAT-1.TMP") == "/tmp/GNAT-1.TMP");
  BOOST_TEST(names("-gnatep/tmp/x") == "/tmp/x");
  BOOST_TEST(names("-Wl,--version-script=a.map,-T,b.lds") == "a.map,-T,b.lds a.map b.lds");
  BOOST_TEST(names("-Wl,@/tmp/list") == "/tmp/list @/tmp/list");
  BOOST_TEST(names("-Tb.lds") == "b.lds");
  BOOST_TEST(names("@/tmp/list") == "/tmp/list @/tmp/list");
  BOOST_TEST(names("b.lds") == "b.lds");
  BOOST_TEST(names("ADA_PRJ_INCLUDE_FILE=/tmp/x") == "/tmp/x ADA_PRJ_INCLUDE_FILE=/tmp/x");
  BOOST_TEST(names("-O2") == "");
  BOOST_TEST(names("") == "");
}

BOOST_AUTO_TEST_SUITE_END()
