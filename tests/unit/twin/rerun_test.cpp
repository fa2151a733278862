#define BOOST_TEST_DYN_LINK
#include "../isa/workshop.hpp"
#include "base/error.hpp"
#include "twin/identity.hpp"
#include "twin/rerun.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>

using namespace crossrc;
using namespace crossrc::twin;
using crossrc::test::Workshop;
namespace fs = std::filesystem;

namespace {

struct State : Workshop {
  const fs::path file = path() / "rerun";
  Rerun rerun{.twin = "/bin/sh",
              .directory = path(),
              .umask = 027,
              .files = {{.number = 0}, {.number = 1}, {.number = 2}},
              .argv = {"sh", "-c", "true"},
              .environment = {"A=1"}};

  /// Executes it in a child, after `change` there, with its output in `out`.
  template <typename Change> int execute_after(Change change) const {
    const pid_t child = ::fork();
    if (child == 0) {
      const int out = ::open((path() / "out").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
      ::dup2(out, 1);
      ::close(out);
      change();
      try {
        execute(rerun);
      } catch (const SystemError& error) {
        std::ofstream(path() / "error") << error.what();
      }
      ::_exit(99);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return shell_status(status);
  }
  [[nodiscard]] std::string output() const { return read_file(path() / "out"); }
  void script(const std::string& text) { rerun.argv = {"sh", "-c", text}; }
};

void nothing() {}

void alarm_soon() {
  const itimerval soon{{0, 0}, {0, 100000}};
  ::setitimer(ITIMER_REAL, &soon, nullptr);
}

/// Signals 32 and 33, which glibc does not let a program set: who started it may have.
void ignore_reserved_signals() {
  const std::array<uintptr_t, 4> action = {reinterpret_cast<uintptr_t>(SIG_IGN)};
  for (const int signal : {32, 33}) ::syscall(SYS_rt_sigaction, signal, &action, nullptr, 8);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(rerun_of_programs, State)

BOOST_AUTO_TEST_CASE(gives_back_what_was_put_in) {
  rerun.blocked_signals = 0x8000000000000001;
  rerun.ignored_signals = 0x1000;
  rerun.files.push_back({7, true, true, 10, 1L << 40});
  rerun.argv = {"", "a b", "x\ny"};
  rerun.environment = {};
  write_rerun(rerun, file);
  const Rerun read = read_rerun(file);
  BOOST_TEST(read.twin == rerun.twin);
  BOOST_TEST(read.directory == rerun.directory);
  BOOST_TEST(read.umask == 027U);
  BOOST_TEST(read.blocked_signals == rerun.blocked_signals);
  BOOST_TEST(read.ignored_signals == rerun.ignored_signals);
  BOOST_TEST(read.argv == rerun.argv, boost::test_tools::per_element());
  BOOST_TEST(read.environment.empty());
  BOOST_REQUIRE(read.files.size() == 4U);
  BOOST_TEST(read.files[3].number == 7);
  BOOST_TEST(read.files[3].rewind);
  BOOST_TEST(read.files[3].truncate);
  BOOST_TEST(read.files[3].offset == 10);
  BOOST_TEST(read.files[3].size == 1L << 40);
  BOOST_TEST(!read.files[0].rewind);
  BOOST_TEST(!read.files[0].truncate);
}

BOOST_AUTO_TEST_CASE(nobody_else_may_read_it) {
  write_rerun(rerun, file);
  struct stat info {};
  BOOST_REQUIRE(::stat(file.c_str(), &info) == 0);
  BOOST_TEST((info.st_mode & 0777U) == 0600U);
}

BOOST_AUTO_TEST_CASE(other_files_are_refused) {
  write_rerun(rerun, file);
  const std::string whole = read_file(file);
  const auto refused = [&](const std::string& content) {
    write("bad", content);
    try {
      read_rerun(*this / "bad");
    } catch (const InputError& error) {
      return std::string(error.what()) ==
             (*this / "bad").native() + ": damaged: expected a file that crossrc run wrote";
    }
    return false;
  };
  for (size_t size = 0; size < whole.size(); ++size)
    BOOST_TEST_REQUIRE(refused(whole.substr(0, size)));
  BOOST_TEST(refused("crossrc journal 1\n"));
  BOOST_TEST(refused(std::string("crossrc rerun 2\0/t\0/\0x\0", 23)));
}

BOOST_AUTO_TEST_CASE(executes_with_arguments_environment_directory_and_umask) {
  script("echo \"$0 $A\"; pwd; umask");
  rerun.argv.emplace_back("zero");
  BOOST_TEST(execute_after([] {
               ::umask(077);
               static_cast<void>(::chdir("/"));
             }) == 0);
  BOOST_TEST(output() == "zero 1\n" + path().native() + "\n0027\n");
}

BOOST_AUTO_TEST_CASE(gives_its_status) {
  script("exit 7");
  BOOST_TEST(execute_after(nothing) == 7);
}

BOOST_AUTO_TEST_CASE(signals_are_as_they_were_at_the_start) {
  rerun.ignored_signals = 1U << (SIGPIPE - 1);
  rerun.blocked_signals = 1U << (SIGUSR1 - 1);
  rerun.twin = "/bin/grep"; // a shell would clear its mask
  rerun.argv = {"grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"};
  BOOST_TEST(execute_after([] {
               std::signal(SIGTERM, SIG_IGN);
               ignore_reserved_signals();
               std::signal(SIGPIPE, SIG_DFL);
               sigset_t all;
               sigfillset(&all);
               ::sigprocmask(SIG_BLOCK, &all, nullptr);
             }) == 0);
  BOOST_TEST(output() == "SigBlk:\t0000000000000200\nSigIgn:\t0000000000001000\n");
}

BOOST_AUTO_TEST_CASE(timers_of_its_own_are_stopped) {
  script("sleep 0.3; echo done");
  rerun.caught_signals = 1U << (SIGALRM - 1);
  BOOST_TEST(execute_after(alarm_soon) == 0);
  BOOST_TEST(output() == "done\n");
}

BOOST_AUTO_TEST_CASE(a_timer_that_it_was_started_with_goes_on) {
  script("sleep 5");
  BOOST_TEST(execute_after(alarm_soon) == 128 + SIGALRM);
}

BOOST_AUTO_TEST_CASE(the_time_that_it_was_stopped_does_not_count) {
  script("sleep 0.3; echo done");
  rerun.waited = std::chrono::milliseconds(10000);
  BOOST_TEST(execute_after(alarm_soon) == 0);
  BOOST_TEST(execute_after([] { // it has run out meanwhile
               sigset_t alarm;
               sigemptyset(&alarm);
               sigaddset(&alarm, SIGALRM);
               ::sigprocmask(SIG_BLOCK, &alarm, nullptr);
               ::raise(SIGALRM);
             }) == 0);
  BOOST_TEST(output() == "done\n");
  rerun.waited = std::chrono::milliseconds(100);
  BOOST_TEST(execute_after(alarm_soon) == 128 + SIGALRM);
}

BOOST_AUTO_TEST_CASE(descriptors_that_it_was_not_given_are_closed) {
  script("for n in 0 1 2 3 4 5 6 900; do [ ! -e /proc/$$/fd/$n ] || echo $n; done");
  rerun.files.push_back({5, false, false, 0, 0});
  BOOST_TEST(execute_after([] {
               for (const int number : {3, 4, 5, 6, 900}) ::dup2(0, number);
             }) == 0);
  BOOST_TEST(output() == "0\n1\n2\n5\n");
}

BOOST_AUTO_TEST_CASE(files_are_rewound_and_cut) {
  write("in", "abcdef");
  write("log", "0123456789");
  script("cat; printf new >&4");
  rerun.files[0] = {0, true, false, 2, 0};
  rerun.files.push_back({4, true, true, 3, 3});
  BOOST_TEST(execute_after([&] {
               const int in = ::open((path() / "in").c_str(), O_RDONLY);
               ::dup2(in, 0);
               ::lseek(0, 5, SEEK_SET);
               const int log = ::open((path() / "log").c_str(), O_WRONLY);
               ::dup2(log, 4);
               ::lseek(4, 0, SEEK_END);
             }) == 0);
  BOOST_TEST(output() == "cdef");
  BOOST_TEST(read_file(*this / "log") == "012new");
}

BOOST_AUTO_TEST_CASE(files_without_a_mark_stay_where_they_are) {
  write("in", "abcdef");
  script("cat");
  BOOST_TEST(execute_after([&] {
               const int in = ::open((path() / "in").c_str(), O_RDONLY);
               ::dup2(in, 0);
               ::lseek(0, 4, SEEK_SET);
             }) == 0);
  BOOST_TEST(output() == "ef");
}

BOOST_AUTO_TEST_CASE(says_what_cannot_be_done) {
  rerun.twin = path() / "missing";
  BOOST_TEST(execute_after(nothing) == 99);
  BOOST_TEST(read_file(*this / "error").starts_with("execute \"" + rerun.twin.native() + "\""));
}

BOOST_AUTO_TEST_CASE(identities_change_with_their_file) {
  write("a", "one");
  const auto first = identity_of(*this / "a");
  BOOST_REQUIRE(first);
  BOOST_TEST((first == identity_of(*this / "a")));
  sh("touch -d @1 a");
  BOOST_TEST((first != identity_of(*this / "a")));
  sh("cp -p a b");
  BOOST_TEST((identity_of(*this / "b") != identity_of(*this / "a")));
  sh("ln a c && ln -s a d");
  BOOST_TEST((identity_of(*this / "c") == identity_of(*this / "a")));
  BOOST_TEST((identity_of(*this / "d") == identity_of(*this / "a")));
  BOOST_TEST(first->find('/') == std::string::npos);
  BOOST_TEST(!identity_of(*this / "missing"));
}

BOOST_AUTO_TEST_SUITE_END()
