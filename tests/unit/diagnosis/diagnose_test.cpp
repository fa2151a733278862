#define BOOST_TEST_DYN_LINK
#include "diagnosis/diagnose.hpp"

#include "../rules/support.hpp"
#include "base/file.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using crossrc::rules::test::lookup_in;
namespace fs = std::filesystem;

namespace {

struct Failure {
  TemporaryDirectory directory{fs::temp_directory_path()};
  fs::path log = directory.path() / "build.log";
  history::History record{directory.path() / "cache"};
  history::Build build;

  Failure() {
    build.package = "a/b-1";
    build.method = "cross";
    build.trap = "auto";
    build.built = false;
  }

  /// The key and value of the first rule; "-" where there is none.
  std::string rule_after(const std::string& text, const std::string& phase = "compile") {
    replace_file(log, ">>> Compiling source in /x\n" + text + "\n * ERROR: a/b-1::gentoo failed (" +
                          phase + " phase):\n");
    return rule();
  }
  std::string rule() {
    diagnosis::diagnose(build, true, record,
                        lookup_in({{"PORTAGE_LOG_FILE", log.string()},
                                   {"CATEGORY", "a"},
                                   {"PF", "b-1"},
                                   {"PATH", "/nowhere"}}));
    if (build.remedies.empty()) return "-";
    const std::string& text = build.remedies.front().rule;
    const size_t start = text.find('\n') + 3;
    return text.substr(start, text.find('\n', start) - start);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(diagnose, Failure)

BOOST_AUTO_TEST_CASE(the_log_says_what_to_try_in_which_phase) {
  BOOST_TEST(rule_after("error: cannot run test program while cross compiling", "configure") ==
             "method: native");
  BOOST_TEST(build.phase == "configure");
  BOOST_TEST(build.remedies.front().kind == "cross-run");
  BOOST_TEST(rule_after("fetch failed", "unpack") == "-");
}

BOOST_AUTO_TEST_CASE(a_signal_without_a_word_of_crossrc_is_explained_by_the_last_refusal) {
  build.method = "native";
  BOOST_TEST(rule_after("make: *** [Makefile:1: x] Illegal instruction") == "method: cross");
  history::Event event;
  event.outcome = history::Outcome::refused;
  event.reason = "it had started other processes";
  build.refusals = {event};
  BOOST_TEST(rule_after("make: *** [Makefile:1: x] Illegal instruction") == "trap: eager");
}

BOOST_AUTO_TEST_CASE(what_failed_since_the_last_success_is_not_tried_again) {
  history::Build before = build;
  before.began = 1;
  before.method = "native";
  record.append(before);
  BOOST_TEST(rule_after("no such thing") == "method: sysroot");
  before.began = 2;
  before.built = true;
  record.append(before);
  BOOST_TEST(rule_after("no such thing") == "method: native");
}

BOOST_AUTO_TEST_CASE(a_log_that_is_none_gives_no_advice) {
  BOOST_TEST(rule() == "-");
  fs::create_symlink("/etc/passwd", log);
  BOOST_TEST(rule() == "-");
}

BOOST_AUTO_TEST_SUITE_END()
