#define BOOST_TEST_DYN_LINK
#include "rules/tuple.hpp"

#include "support.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc::rules;
using namespace crossrc::rules::test;

BOOST_AUTO_TEST_SUITE(tuple)

BOOST_AUTO_TEST_CASE(the_vendor_is_what_stands_between_cpu_and_kernel) {
  BOOST_TEST(with_vendor_of("i686-pc-linux-gnu", "x86_64-laptop-linux-gnu") ==
             "i686-laptop-linux-gnu");
  BOOST_TEST(with_vendor_of("x86_64-pc-linux-gnux32", "x86_64-laptop-linux-gnu") ==
             "x86_64-laptop-linux-gnux32");
  BOOST_TEST(with_vendor_of("i686-pc-linux-gnu", "x86_64-linux-gnu") == "i686-linux-gnu");
  BOOST_TEST(with_vendor_of("i686-linux-gnu", "x86_64-my-old-linux-musl") ==
             "i686-my-old-linux-gnu");
  BOOST_TEST(with_vendor_of("i386-apple-darwin", "x86_64-pc-linux-gnu") == "i386-pc-darwin");
}

BOOST_AUTO_TEST_CASE(abis_are_each_named_once) {
  const auto joined = [](const Lookup& lookup) { return crossrc::join(abis(lookup), " "); };
  BOOST_TEST(joined(lookup_in({{"MULTILIB_ABIS", "amd64 x86"}, {"DEFAULT_ABI", "amd64"}})) ==
             "amd64 x86 default");
  BOOST_TEST(joined(lookup_in({{"MULTILIB_ABIS", "default"}, {"DEFAULT_ABI", "default"}})) ==
             "default");
  BOOST_TEST(joined(lookup_in({{"DEFAULT_ABI", "amd64"}})) == "amd64 default");
  BOOST_TEST(joined(lookup_in({})) == "default");
}

BOOST_AUTO_TEST_CASE(the_default_abi_has_the_new_chost_and_others_its_vendor) {
  const Lookup lookup = lookup_in({{"DEFAULT_ABI", "amd64"},
                                   {"CHOST_amd64", "x86_64-pc-linux-gnu"},
                                   {"CHOST_arm", "armv7a-pc-linux-gnueabihf"}});
  const std::string chost = "x86_64-laptop-linux-gnu";
  BOOST_TEST(chost_of_abi("amd64", chost, lookup) == chost);
  BOOST_TEST(chost_of_abi("default", chost, lookup) == chost);
  BOOST_TEST(chost_of_abi("arm", chost, lookup) == "armv7a-laptop-linux-gnueabihf");
}

BOOST_AUTO_TEST_CASE(abis_without_a_chost_have_the_usual_one_or_none) {
  const std::string chost = "x86_64-laptop-linux-gnu";
  BOOST_TEST(chost_of_abi("x86", chost, lookup_in({})) == "i686-laptop-linux-gnu");
  BOOST_TEST(chost_of_abi("x32", chost, lookup_in({})) == "x86_64-laptop-linux-gnux32");
  BOOST_TEST(chost_of_abi("odd", chost, lookup_in({})) == "");
}

BOOST_AUTO_TEST_SUITE_END()
