#define BOOST_TEST_DYN_LINK
#include "diagnosis/log.hpp"

#include "base/text.hpp"

#include <boost/test/unit_test.hpp>
#include <zlib.h>

using namespace crossrc;
using namespace crossrc::diagnosis;

namespace {

std::string packed(const std::string& text) {
  z_stream stream{};
  BOOST_REQUIRE(::deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, 0) == Z_OK);
  std::string input = text;
  std::string output(text.size() + 100, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(output.data());
  stream.avail_out = static_cast<uInt>(output.size());
  ::deflate(&stream, Z_FINISH);
  output.resize(stream.total_out);
  ::deflateEnd(&stream);
  return output;
}

} // namespace

BOOST_AUTO_TEST_SUITE(build_log)

BOOST_AUTO_TEST_CASE(only_the_phase_that_failed_counts) {
  const FailedPhase phase =
      failed_phase(">>> Configuring source in /x ...\nchecking\n>>> Source configured.\n"
                   ">>> Compiling source in /x ...\ncc -c a.c\n * ERROR: a/b-1::gentoo failed "
                   "(compile phase):\n *   emake failed\n * crossrc: something\n");
  BOOST_TEST(phase.name == "compile");
  BOOST_TEST(join(phase.lines, "|") == ">>> Compiling source in /x ...|cc -c a.c");
}

BOOST_AUTO_TEST_CASE(colours_and_control_characters_go) {
  const FailedPhase phase = failed_phase("\x1b[32;01m *\x1b[0m word\x1b[K\a\n\x1b[31m * ERROR: "
                                         "a/b-1 failed (test phase):\n");
  BOOST_TEST(phase.name == "test");
  BOOST_TEST(join(phase.lines, "|") == "* word?");
}

BOOST_AUTO_TEST_CASE(logs_that_are_cut_or_hostile_do_no_harm) {
  BOOST_TEST(failed_phase("").name.empty());
  BOOST_TEST(failed_phase("x\x1b").lines.size() == 1U);
  BOOST_TEST(failed_phase("x\x1b[12").lines.size() == 1U);
  BOOST_TEST(failed_phase("* ERROR:  phase) failed (").name.empty());
  const FailedPhase phase = failed_phase(std::string(100'000, 'x'));
  BOOST_TEST(phase.lines.at(0).size() == 2003U);
}

BOOST_AUTO_TEST_CASE(packed_logs_are_unpacked_as_far_as_they_go) {
  const std::string text = "first\nlast\n";
  BOOST_TEST(unpack_log(text, 100) == text);
  BOOST_TEST(unpack_log(text, 5) == "last\n");
  BOOST_TEST(unpack_log(packed(text), 100) == text);
  BOOST_TEST(unpack_log(packed(text), 5) == "last\n");
  BOOST_TEST(unpack_log(packed(text) + packed("more"), 100) == text + "more");
  const std::string cut = packed(text).substr(0, 20);
  BOOST_TEST(text.starts_with(unpack_log(cut, 100)));
  BOOST_TEST(unpack_log("\x1f\x8bnonsense", 100).empty());
}

BOOST_AUTO_TEST_SUITE_END()
