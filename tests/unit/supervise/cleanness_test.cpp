#define BOOST_TEST_DYN_LINK
#include "stepped_process.hpp"
#include "supervise/sockets.hpp"

#include <grp.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

using namespace crossrc::supervise;
using namespace crossrc::test;

namespace {

struct Fixture : Beginnings {
  /// What check_clean says after `act`, of a program that started after `begin`.
  Cleanness after(const SteppedProcess::Step& begin, const SteppedProcess::Step& act) {
    const SteppedProcess process({begin, act});
    start = take_snapshot(process.id(), surroundings).value();
    watch_sockets(process.id(), start);
    const auto at_entry = traffic_of(process.id());
    process.next();
    return check_clean(process.id(), start, at_entry, surroundings);
  }
  /// One of a pair as descriptor 3, the other as 4 unless the program has none of it.
  [[nodiscard]] SteppedProcess::Step with_sockets(int type, bool both) const {
    return [this, type, both] {
      harmless()();
      std::array<int, 2> ends{};
      if (::socketpair(AF_UNIX, type, 0, ends.data()) != 0) ::_exit(1);
      if (!both && ::fork() == 0) { // somebody else has the other end, and reads what comes
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::close(ends[0]);
        for (char byte = 0; ::read(ends[1], &byte, 1) == 1;) continue;
        ::_exit(0);
      }
      if (!both) ::close(ends[1]);
    };
  }
  std::string reason_after(const SteppedProcess::Step& act) {
    return after(harmless(), act).reason;
  }

  Surroundings surroundings;
  Snapshot start;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(cleanness, Fixture)

BOOST_AUTO_TEST_CASE(nothing_is_told_of_a_process_that_is_gone) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  BOOST_TEST(!take_snapshot(child, {}));
  BOOST_TEST(!traffic_of(child));
  BOOST_TEST(check_clean(child, {}, {}, {}).reason == "its state cannot be read");
}

BOOST_AUTO_TEST_CASE(who_has_done_nothing_is_clean) {
  const Cleanness clean = after(harmless(), [] {});
  BOOST_TEST(clean.reason == "");
  BOOST_REQUIRE(clean.files.size() == 3U);
  for (const auto& file : clean.files) {
    BOOST_TEST(!file.rewind);
    BOOST_TEST(!file.truncate);
  }
}

BOOST_AUTO_TEST_CASE(what_a_rerun_restores_itself_does_not_matter) {
  BOOST_TEST(reason_after([] {
               static_cast<void>(::chdir("/"));
               ::umask(0);
               std::signal(SIGTERM, SIG_IGN);
               ::setenv("X", "1", 1);
             }) == "");
}

BOOST_AUTO_TEST_CASE(it_goes_back_to_its_directory) {
  BOOST_TEST(after(harmless(), [] {}).directory == "");
  const Cleanness elsewhere = after(harmless(), [] { static_cast<void>(::chdir("/")); });
  BOOST_TEST(elsewhere.directory == std::filesystem::current_path());
}

BOOST_AUTO_TEST_CASE(a_directory_that_is_gone_matters_only_to_who_has_left_it) {
  const auto in_removed = [this] {
    harmless()();
    if (::mkdir("gone", 0755) != 0 || ::chdir("gone") != 0 || ::rmdir("../gone") != 0) ::_exit(1);
  };
  BOOST_TEST(after(in_removed, [] {}).reason == "");
  BOOST_TEST(after(in_removed, [] { static_cast<void>(::chdir("/")); }).reason ==
             "the directory that it was started in is gone");
}

BOOST_AUTO_TEST_CASE(handlers_of_its_own_are_told) {
  const Cleanness clean = after(harmless(), [] { std::signal(SIGALRM, [](int) {}); });
  BOOST_TEST((clean.caught_signals & (1U << (SIGALRM - 1))) != 0U);
}

BOOST_AUTO_TEST_CASE(input_files_are_rewound) {
  const Cleanness clean = after(
      [this] {
        harmless()();
        take(0, 4);
      },
      [] { take(0, 3); });
  BOOST_TEST(clean.reason == "");
  BOOST_TEST(clean.files[0].rewind);
  BOOST_TEST(clean.files[0].offset == 4);
  BOOST_TEST(!clean.files[0].truncate);
}

BOOST_AUTO_TEST_CASE(output_files_are_cut_back) {
  const Cleanness clean = after(
      [this] {
        harmless()();
        put(1, "before");
      },
      [] { put(1, "after"); });
  BOOST_TEST(clean.reason == "");
  BOOST_TEST(clean.files[1].rewind);
  BOOST_TEST(clean.files[1].truncate);
  BOOST_TEST(clean.files[1].offset == 6);
  BOOST_TEST(clean.files[1].size == 6);
}

BOOST_AUTO_TEST_CASE(output_over_what_was_there_only_rewinds) {
  write("out", "0123456789");
  const Cleanness clean = after(harmless(), [] { put(1, "abc"); });
  BOOST_TEST(clean.reason == "");
  BOOST_TEST(clean.files[1].rewind);
  BOOST_TEST(!clean.files[1].truncate);
  BOOST_TEST(clean.files[1].offset == 0);
}

BOOST_AUTO_TEST_CASE(one_file_as_two_descriptors_counts_once) {
  const Cleanness clean = after(
      [this] {
        harmless()();
        ::dup2(1, 2);
      },
      [] {
        put(1, "abc");
        put(2, "def");
      });
  BOOST_TEST(clean.reason == "");
  BOOST_TEST(clean.files[1].truncate);
}

BOOST_AUTO_TEST_CASE(what_another_wrote_is_not_taken_back) {
  write("out", "");
  const int shared = ::open((path() / "out").c_str(), O_WRONLY);
  const auto begin = [this] {
    open_as(0, path() / "in", O_RDONLY);
    open_as(2, "/dev/null", O_RDWR);
  };
  // The child closes what it does not know: the output has to be its descriptor 1 before.
  const int former = ::dup(1);
  ::dup2(shared, 1);
  const SteppedProcess process({begin, [] {}});
  ::dup2(former, 1);
  ::close(former);
  start = take_snapshot(process.id(), surroundings).value();
  put(shared, "by another");
  process.next();
  const Cleanness clean = check_clean(process.id(), start, traffic_of(process.id()), surroundings);
  ::close(shared);
  BOOST_TEST(clean.reason == "");
  BOOST_REQUIRE(clean.files.size() == 3U);
  BOOST_TEST(!clean.files[1].rewind);
  BOOST_TEST(!clean.files[1].truncate);
}

BOOST_AUTO_TEST_CASE(input_that_is_gone_is_no_clean_start) {
  const Cleanness unread = after(with_input_pipe(), [] {});
  BOOST_TEST(start.has_input_stream());
  BOOST_TEST(unread.reason == "");
  BOOST_TEST(after(with_input_pipe(), [] { take(0, 1); }).reason ==
             "it may already have read from a pipe, a socket or a terminal");
}

BOOST_AUTO_TEST_CASE(without_the_traffic_at_the_entry_input_may_be_gone) {
  const SteppedProcess process({with_input_pipe(), [] {}});
  start = take_snapshot(process.id(), surroundings).value();
  process.next();
  BOOST_TEST(check_clean(process.id(), start, std::nullopt, surroundings).reason ==
             "it may already have read from a pipe, a socket or a terminal");
}

BOOST_AUTO_TEST_CASE(an_empty_pipe_without_a_writer_is_nothing_to_lose) {
  const auto begin = [this] {
    harmless()();
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) ::_exit(1);
    ::dup2(ends[0], 0);
    ::close(ends[0]);
    ::close(ends[1]);
  };
  BOOST_TEST(after(begin, [] { take(0, 1); }).reason == "");
  BOOST_TEST(start.files[0].is_exhausted);
  BOOST_TEST(!start.has_input_stream());
}

BOOST_AUTO_TEST_CASE(output_into_a_pipe_stays_there) {
  const auto with_pipe = [this] {
    harmless()();
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) ::_exit(1);
    ::dup2(ends[1], 1);
    ::close(ends[1]);
    ::dup2(ends[0], 3);
    if (ends[0] != 3) ::close(ends[0]);
  };
  BOOST_TEST(after(with_pipe, [] {}).reason == "");
  BOOST_TEST(after(with_pipe, [] { put(1, "x"); }).reason ==
             "it may already have written to a pipe or a terminal");
}

BOOST_AUTO_TEST_CASE(the_build_log_may_have_a_line_twice) {
  const SteppedProcess process({[this] {
                                  harmless()();
                                  std::array<int, 2> ends{};
                                  if (::pipe(ends.data()) != 0) ::_exit(1);
                                  ::dup2(ends[1], 1);
                                  ::dup2(ends[1], 2);
                                  ::close(ends[1]);
                                  ::dup2(ends[0], 3);
                                },
                                [] { put(1, "a line\n"); }});
  const auto bare = take_snapshot(process.id(), {});
  surroundings.files = {bare->files[1], bare->files[2]};
  start = take_snapshot(process.id(), surroundings).value();
  const auto at_entry = traffic_of(process.id());
  process.next();
  BOOST_TEST(surroundings.has_log(start.files[1]));
  BOOST_TEST(!surroundings.has_log(start.files[0]));
  BOOST_TEST(check_clean(process.id(), start, at_entry, surroundings).reason == "");
}

BOOST_AUTO_TEST_CASE(files_of_its_own_are_written_again) {
  BOOST_TEST(reason_after([this] {
               open_as(3, path() / "own", O_WRONLY | O_CREAT | O_TRUNC);
               put(3, "text");
             }) == "");
}

BOOST_AUTO_TEST_CASE(what_it_appended_cannot_be_taken_back) {
  BOOST_TEST(reason_after([this] {
               open_as(3, path() / "own", O_WRONLY | O_CREAT | O_APPEND);
               put(3, "text");
             }) == "it had already written to files that cannot be told");
}

BOOST_AUTO_TEST_CASE(output_into_dev_null_is_no_output) {
  BOOST_TEST(reason_after([] { put(2, "warning"); }) == "");
}

BOOST_AUTO_TEST_CASE(descriptors_that_changed_cannot_be_given_back) {
  BOOST_TEST(reason_after([] { ::close(0); }) == "it had closed or replaced its descriptor 0");
  BOOST_TEST(reason_after([this] { open_as(1, path() / "other", O_WRONLY | O_CREAT); }) ==
             "it had closed or replaced its descriptor 1");
  BOOST_TEST(reason_after([] { ::dup2(0, 2); }) == "it had closed or replaced its descriptor 2");
}

BOOST_AUTO_TEST_CASE(descriptors_that_an_execve_would_close_are_kept) {
  const Cleanness clean = after(harmless(), [] {
    ::fcntl(1, F_SETFD, FD_CLOEXEC);
    ::dup3(0, 5, O_CLOEXEC);
  });
  BOOST_TEST(clean.reason == "");
  BOOST_TEST(clean.kept == std::vector{1}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(sockets_cannot_be_watched) {
  BOOST_TEST(reason_after([] {
               if (::socket(AF_UNIX, SOCK_STREAM, 0) < 0) ::_exit(1);
             }) == "it had opened a socket");
}

BOOST_AUTO_TEST_CASE(what_is_mapped_for_writing_cannot_be_watched) {
  const auto map = [this](int protection, int flags) {
    return [this, protection, flags] {
      open_as(3, path() / "in", O_RDWR);
      if (::mmap(nullptr, 10, protection, flags, 3, 0) == MAP_FAILED) ::_exit(1);
      ::close(3);
    };
  };
  BOOST_TEST(reason_after(map(PROT_READ | PROT_WRITE, MAP_SHARED)) ==
             "it had mapped a file for writing");
  BOOST_TEST(reason_after(map(PROT_READ | PROT_WRITE, MAP_PRIVATE)) == "");
  BOOST_TEST(reason_after(map(PROT_READ, MAP_SHARED)) == "");
  BOOST_TEST(reason_after([] {
               ::mmap(nullptr, 10, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
             }) == "");
}

BOOST_AUTO_TEST_CASE(a_new_session_or_group_cannot_be_given_back) {
  BOOST_TEST(reason_after([] { ::setsid(); }) == "it had left its process group or session");
  BOOST_TEST(reason_after([] { ::setpgid(0, 0); }) == "it had left its process group or session");
}

BOOST_AUTO_TEST_CASE(sockets_that_nobody_used_do_not_matter) {
  for (const int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}) {
    // Whatever else it has read and written.
    BOOST_TEST(after(with_sockets(type, true), [] {
                 take(0, 3);
                 put(1, "x");
               }).reason == "");
    BOOST_TEST(after(with_sockets(type, false), [] { take(0, 3); }).reason == "");
  }
}

BOOST_AUTO_TEST_CASE(what_went_through_a_socket_cannot_be_taken_back) {
  const std::string reason = "it may already have read from a pipe, a socket or a terminal";
  for (const int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}) {
    BOOST_TEST(after(with_sockets(type, true), [] { ::send(3, "x", 1, 0); }).reason == reason);
    BOOST_TEST(after(with_sockets(type, false), [] {
                 ::send(3, "x", 1, 0);
                 ::usleep(50'000);
               }).reason == reason);
    BOOST_TEST(after(with_sockets(type, true), [] {
                 char byte = 0;
                 ::send(4, "x", 1, 0);
                 ::recv(3, &byte, 1, 0);
               }).reason == reason);
  }
  BOOST_TEST(after(with_sockets(SOCK_STREAM, true), [] { ::shutdown(3, SHUT_RD); }).reason ==
             reason);
}

BOOST_AUTO_TEST_CASE(what_a_socket_had_to_read_may_be_gone) {
  const auto with_input = [this] {
    with_sockets(SOCK_STREAM, true)();
    ::send(4, "xy", 2, 0);
  };
  BOOST_TEST(after(with_input, [] {}).reason ==
             "it may already have read from a pipe, a socket or a terminal");
}

BOOST_AUTO_TEST_CASE(sockets_of_the_whole_build_and_of_other_machines) {
  const auto with_socket = [this] {
    harmless()();
    if (::socket(AF_INET, SOCK_DGRAM, 0) != 3) ::_exit(1);
  };
  BOOST_TEST(after(with_socket, [] {}).reason ==
             "it may already have read from a pipe, a socket or a terminal");
  const SteppedProcess process({with_socket, [] {}});
  surroundings.files = {take_snapshot(process.id(), {})->files[3]};
  start = take_snapshot(process.id(), surroundings).value();
  process.next();
  BOOST_TEST(check_clean(process.id(), start, traffic_of(process.id()), surroundings).reason == "");
}

BOOST_AUTO_TEST_CASE(who_is_somebody_else_now_cannot_go_back,
                     *boost::unit_test::precondition([](auto) { return ::geteuid() == 0; })) {
  const std::string reason =
      "it had changed its user, its groups, its root directory or a namespace";
  const gid_t group = 12345;
  BOOST_TEST(reason_after([&] { ::setgroups(1, &group); }) == reason);
  BOOST_TEST(reason_after([this] { static_cast<void>(::chroot(path().c_str())); }) == reason);
  BOOST_TEST(reason_after([] { ::unshare(CLONE_NEWNS); }) == reason);
  // The kernel then refuses more: who is somebody else is not dumpable.
  BOOST_TEST(reason_after([] { static_cast<void>(::setreuid(12345, 0)); }) != "");
}

BOOST_AUTO_TEST_CASE(what_has_not_run_has_nothing_to_restore) {
  const SteppedProcess process({harmless()});
  const auto files = untouched(take_snapshot(process.id(), {}).value()).files;
  BOOST_REQUIRE(files.size() == 3U);
  BOOST_TEST(files[2].number == 2);
  BOOST_TEST(!files[0].rewind);
}

BOOST_AUTO_TEST_SUITE_END()
