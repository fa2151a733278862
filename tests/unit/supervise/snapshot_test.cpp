#define BOOST_TEST_DYN_LINK
#include "stepped_process.hpp"

#include <sys/stat.h>
#include <thread>

using namespace crossrc::supervise;
using namespace crossrc::test;

BOOST_FIXTURE_TEST_SUITE(snapshot, Beginnings)

BOOST_AUTO_TEST_CASE(tells_the_state_of_a_process) {
  write("out", "0123");
  const SteppedProcess process({[this] {
    harmless()();
    ::umask(027);
    static_cast<void>(::chdir(path().c_str()));
    std::signal(SIGPIPE, SIG_IGN);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    ::sigprocmask(SIG_SETMASK, &set, nullptr);
    take(0, 3);
  }});
  const auto taken = take_snapshot(process.id(), {});
  BOOST_REQUIRE(taken);
  BOOST_TEST(taken->directory == path());
  BOOST_TEST(taken->umask == 027U);
  BOOST_TEST(taken->blocked_signals == 1U << (SIGUSR1 - 1));
  BOOST_TEST((taken->ignored_signals & (1U << (SIGPIPE - 1))) != 0U);
  BOOST_TEST(taken->group == ::getpgrp());
  BOOST_TEST(taken->session == ::getsid(0));
  BOOST_REQUIRE(taken->files.size() == 3U);
  const OpenFile& in = taken->files[0];
  BOOST_TEST(in.number == 0);
  BOOST_TEST(in.is_regular());
  BOOST_TEST(in.is_readable());
  BOOST_TEST(!in.is_writable());
  BOOST_TEST(!in.is_stream());
  BOOST_TEST(in.position == 3);
  BOOST_TEST(in.size == 10);
  BOOST_TEST(taken->files[1].is_writable());
  BOOST_TEST(!taken->files[1].is_readable());
  BOOST_TEST(taken->files[1].size == 4);
  BOOST_TEST(!taken->files[2].is_stream()); // /dev/null
  BOOST_TEST(!taken->has_input_stream());
}

BOOST_AUTO_TEST_CASE(of_a_process_in_its_execve_without_what_that_takes_away) {
  const SteppedProcess process({[this] {
    harmless()();
    ::dup2(0, 7);
    ::dup3(0, 8, O_CLOEXEC);
    std::signal(SIGUSR1, [](int) {});
  }});
  const auto before = take_snapshot(process.id(), {}, {}, Moment::in_execve);
  BOOST_REQUIRE(before);
  BOOST_TEST(before->caught_signals == 0U);
  BOOST_REQUIRE(before->files.size() == 4U);
  BOOST_TEST(before->files.back().number == 7);
  const auto stopped = take_snapshot(process.id(), {});
  BOOST_REQUIRE(stopped);
  BOOST_TEST((stopped->caught_signals & (1U << (SIGUSR1 - 1))) != 0U);
  BOOST_TEST(stopped->files.size() == 5U);
}

BOOST_AUTO_TEST_CASE(of_a_process_in_its_execve_none_while_it_has_other_threads) {
  const SteppedProcess process(
      {[this] { harmless()(); }, [] { std::thread([] { ::pause(); }).detach(); }});
  BOOST_TEST(take_snapshot(process.id(), {}, {}, Moment::in_execve).has_value());
  process.next();
  BOOST_TEST(!take_snapshot(process.id(), {}, {}, Moment::in_execve).has_value());
  BOOST_TEST(take_snapshot(process.id(), {}).has_value());
}

BOOST_AUTO_TEST_CASE(limits_and_priority_are_given_back) {
  const SteppedProcess process({harmless()});
  const auto id = static_cast<id_t>(process.id());
  const auto before = Limits::of(process.id());
  BOOST_REQUIRE(before);
  rlimit limit{};
  ::prlimit(process.id(), RLIMIT_NOFILE, nullptr, &limit);
  const rlimit fewer{limit.rlim_cur - 1, limit.rlim_max};
  ::prlimit(process.id(), RLIMIT_NOFILE, &fewer, nullptr);
  const int priority = ::getpriority(PRIO_PROCESS, id);
  ::setpriority(PRIO_PROCESS, id, priority + 1);
  BOOST_TEST(before->give_to(process.id()));
  rlimit now{};
  ::prlimit(process.id(), RLIMIT_NOFILE, nullptr, &now);
  BOOST_TEST(now.rlim_cur == limit.rlim_cur);
  if (::geteuid() == 0) BOOST_TEST(::getpriority(PRIO_PROCESS, id) == priority);
}

BOOST_AUTO_TEST_CASE(makes_own_pipe_is_not_the_programs) {
  const auto begin = [this] {
    harmless()();
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) ::_exit(1); // 3 and 4
  };
  const SteppedProcess process({begin});
  for (const char* flags : {"kj -j4 --jobserver-auth=3,4", "--jobserver-fds=3,4 -j"}) {
    const auto taken = take_snapshot(process.id(), {}, flags);
    BOOST_REQUIRE(taken->files.size() == 5U);
    BOOST_TEST(taken->files[3].is_plumbing);
    BOOST_TEST(taken->files[4].is_plumbing);
    BOOST_TEST(!taken->files[0].is_plumbing);
    BOOST_TEST(!taken->has_input_stream());
  }
  BOOST_TEST(take_snapshot(process.id(), {}, "-j4 --jobserver-auth=5,6")->has_input_stream());
  BOOST_TEST(take_snapshot(process.id(), {})->has_input_stream());
}

BOOST_AUTO_TEST_SUITE_END()
