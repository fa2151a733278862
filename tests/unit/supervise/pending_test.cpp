#define BOOST_TEST_DYN_LINK
#include "supervise/pending.hpp"

#include "stepped_process.hpp"

#include <boost/test/unit_test.hpp>
#include <sys/ptrace.h>

using namespace crossrc::supervise;
using crossrc::test::SteppedProcess;

namespace {

void handle(int /*signal*/) {}

} // namespace

BOOST_AUTO_TEST_SUITE(pending)

BOOST_AUTO_TEST_CASE(a_signal_that_would_end_a_stopped_process_is_seen) {
  const SteppedProcess process({[] {}});
  BOOST_TEST(!pending_signal(process.id()));
  for (const int harmless : {SIGCHLD, SIGWINCH, SIGALRM}) ::kill(process.id(), harmless);
  BOOST_TEST(!pending_signal(process.id()));
  ::kill(process.id(), SIGTERM);
  const auto signal = pending_signal(process.id());
  BOOST_REQUIRE(signal);
  BOOST_TEST(signal->number == SIGTERM);
  BOOST_TEST(!signal->is_caught);
}

BOOST_AUTO_TEST_CASE(who_sent_it_is_known_of_a_tracee) {
  const SteppedProcess process({[] { ::signal(SIGHUP, SIG_DFL); }}); // nohup(1)
  BOOST_REQUIRE(::ptrace(PTRACE_SEIZE, process.id(), nullptr, nullptr) == 0);
  int status = 0;
  ::waitpid(process.id(), &status, 0);
  ::kill(process.id(), SIGHUP);
  const auto signal = pending_signal(process.id());
  BOOST_REQUIRE(signal);
  BOOST_TEST(signal->number == SIGHUP);
  BOOST_TEST(signal->sender == ::getpid());
}

BOOST_AUTO_TEST_CASE(what_is_ignored_or_blocked_does_not_come) {
  const SteppedProcess process({[] {
    ::signal(SIGINT, SIG_IGN);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &set, nullptr);
  }});
  ::kill(process.id(), SIGINT);
  ::kill(process.id(), SIGTERM);
  BOOST_TEST(!pending_signal(process.id()));
}

BOOST_AUTO_TEST_CASE(a_handler_of_its_own_gets_also_what_is_harmless) {
  const SteppedProcess process({[] { ::signal(SIGCHLD, handle); }});
  ::kill(process.id(), SIGCHLD);
  const auto signal = pending_signal(process.id());
  BOOST_REQUIRE(signal);
  BOOST_TEST(signal->is_caught);
  BOOST_TEST(!asks_to_end(signal->number));
}

BOOST_AUTO_TEST_SUITE_END()
