#define BOOST_TEST_DYN_LINK
#include "isa/cpu_flags.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc::isa;

BOOST_AUTO_TEST_SUITE(cpu_flags)

BOOST_AUTO_TEST_CASE(options_have_the_names_of_the_use_flags) {
  const std::vector<std::string> expected{"3dnowext", "avx2",  "avx512_bf16", "avx_vnni", "bmi1",
                                          "bmi2",     "fma3",  "mmxext",      "rdrand",   "sse",
                                          "sse4_1",   "ssse3", "vpclmulqdq"};
  BOOST_TEST(cpu_flags_x86({"-m3dnowa", "-mavx2", "-mavx512bf16", "-mavxvnni", "-mbmi", "-mbmi2",
                            "-mfma", "-mrdrnd", "-msse", "-msse4.1", "-mssse3", "-mvpclmulqdq",
                            "-mclwb", "-mred-zone"}) == expected,
             boost::test_tools::per_element());
  BOOST_TEST(cpu_flags_x86({}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
