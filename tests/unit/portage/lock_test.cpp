#define BOOST_TEST_DYN_LINK
#include "base/error.hpp"
#include "base/file.hpp"
#include "portage/lock.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>

using namespace crossrc;
using crossrc::portage::Lock;
namespace fs = std::filesystem;

namespace {

struct Locked {
  TemporaryDirectory directory{fs::temp_directory_path()};
  fs::path file = directory.path() / "Packages";
  fs::path lock_file = directory.path() / ".Packages.portage_lockfile";
};

/// True if another process could take Portage's kind of lock on the file now.
bool free_for_others(const fs::path& lock_file) {
  const pid_t child = ::fork();
  if (child == 0) {
    const int fd = ::open(lock_file.c_str(), O_RDWR);
    ::_exit(::lockf(fd, F_TLOCK, 0) == 0 ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status == 0;
}

/// A process that holds Portage's kind of lock until it is told to end, then does `at_end`.
template <typename AtEnd> class Holder {
public:
  Holder(const fs::path& lock_file, AtEnd at_end) {
    BOOST_REQUIRE_EQUAL(::pipe(ready_), 0);
    BOOST_REQUIRE_EQUAL(::pipe(end_), 0);
    child_ = ::fork();
    if (child_ == 0) {
      const int fd = ::open(lock_file.c_str(), O_RDWR | O_CREAT, 0660);
      char byte = ::lockf(fd, F_LOCK, 0) == 0 ? 'y' : 'n';
      if (::write(ready_[1], &byte, 1) != 1 || ::read(end_[0], &byte, 1) != 1) ::_exit(1);
      at_end();
      ::_exit(0);
    }
    char byte = 0;
    BOOST_REQUIRE_EQUAL(::read(ready_[0], &byte, 1), 1);
    BOOST_REQUIRE_EQUAL(byte, 'y');
  }
  void end() { BOOST_REQUIRE_EQUAL(::write(end_[1], "x", 1), 1); }
  ~Holder() {
    ::waitpid(child_, nullptr, 0);
    for (const int fd : {ready_[0], ready_[1], end_[0], end_[1]}) ::close(fd);
  }

private:
  int ready_[2] = {};
  int end_[2] = {};
  pid_t child_ = -1;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(lock, Locked)

BOOST_AUTO_TEST_CASE(the_lock_file_is_portages_and_goes_with_the_lock) {
  {
    const Lock lock(file);
    BOOST_TEST(fs::exists(lock_file));
    BOOST_TEST(!free_for_others(lock_file));
  }
  BOOST_TEST(!fs::exists(lock_file));
}

BOOST_AUTO_TEST_CASE(the_group_may_lock_whatever_our_umask_is) {
  const mode_t before = ::umask(0077);
  const Lock lock(file);
  ::umask(before);
  struct stat made {};
  BOOST_REQUIRE_EQUAL(::stat(lock_file.c_str(), &made), 0);
  BOOST_TEST((made.st_mode & 0777U) == 0660U);
}

BOOST_AUTO_TEST_CASE(closing_another_descriptor_of_the_file_does_not_free_it) {
  const Lock lock(file);
  ::close(::open(lock_file.c_str(), O_RDWR));
  BOOST_TEST(!free_for_others(lock_file));
}

BOOST_AUTO_TEST_CASE(an_empty_file_that_a_killed_holder_left_is_taken_over) {
  replace_file(lock_file, "");
  {
    const Lock lock(file);
    BOOST_TEST(!free_for_others(lock_file));
  }
  BOOST_TEST(!fs::exists(lock_file));
}

BOOST_AUTO_TEST_CASE(waits_for_the_holder_and_says_so) {
  Holder holder(lock_file, [] {});
  std::string waited_for;
  const Lock lock(file, [&](const fs::path& path) {
    waited_for += path.string();
    holder.end();
  });
  BOOST_TEST(waited_for == lock_file.string());
  BOOST_TEST(!free_for_others(lock_file));
}

BOOST_AUTO_TEST_CASE(a_lock_on_a_file_that_the_holder_removed_is_no_lock) {
  const fs::path path = lock_file;
  Holder holder(lock_file, [path] { ::unlink(path.c_str()); });
  const Lock lock(file, [&](const fs::path&) { holder.end(); });
  BOOST_TEST(fs::exists(lock_file));
  BOOST_TEST(!free_for_others(lock_file));
}

BOOST_AUTO_TEST_CASE(threads_exclude_each_other) {
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  const auto work = [&] {
    for (int i = 0; i < 50; ++i) {
      const Lock lock(file);
      most = std::max(most.load(), ++inside);
      std::this_thread::yield();
      --inside;
    }
  };
  std::thread first(work);
  std::thread second(work);
  first.join();
  second.join();
  BOOST_TEST(most == 1);
  BOOST_TEST(!fs::exists(lock_file));
}

BOOST_AUTO_TEST_CASE(a_directory_that_is_not_there_is_an_error) {
  const fs::path missing = directory.path() / "none/Packages";
  BOOST_CHECK_EXCEPTION(Lock{missing}, SystemError, [&](const SystemError& error) {
    return error.error_number() == ENOENT &&
           std::string(error.what()) ==
               "open \"" + directory.path().string() + "/none\": No such file or directory";
  });
}

BOOST_AUTO_TEST_SUITE_END()
