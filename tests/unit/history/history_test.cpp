#define BOOST_TEST_DYN_LINK
#include "base/error.hpp"
#include "base/file.hpp"
#include "history/history.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <sys/stat.h>
#include <thread>

using namespace crossrc;
using namespace crossrc::history;
namespace fs = std::filesystem;

namespace {

struct Cache {
  TemporaryDirectory directory{fs::temp_directory_path()};
  fs::path path = directory.path() / "cache";
  History record{path};
};

Build build(const std::string& package, int64_t began = 1) {
  Build result;
  result.package = package;
  result.began = began;
  return result;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(history_file, Cache)

BOOST_AUTO_TEST_CASE(builds_come_back_as_they_were_written) {
  BOOST_TEST(record.read().empty());
  Build whole = build("a/b-1", 1700000000);
  whole.seconds = 61;
  whole.target = "x86_64-laptop-linux-gnu";
  whole.root = whole.config_root = "/usr/x \"quoted\"";
  whole.method = "native";
  whole.trap = "auto";
  whole.built = false;
  whole.phase = "compile";
  whole.ran = 3;
  whole.trapped = 2;
  whole.rerun = 1;
  whole.twins = {{Outcome::rerun, "/t/p", "p+0x1", "vpcmov", "XOP", 1.5, "", ""}};
  whole.refusals = {{Outcome::refused, "/t/q", "", "", "", 0, "why", "try"}};
  whole.remedies = {{"sigill", "line", "advice", "- match: a/b\n  trap: eager\n"}};
  record.append(whole);
  record.append(build("c/d-1"));
  const auto builds = record.read();
  BOOST_REQUIRE(builds.size() == 2U);
  BOOST_TEST((builds[0] == whole));
}

BOOST_AUTO_TEST_CASE(the_last_word_on_a_build_counts) {
  record.append(build("a/b-1", 7));
  record.append(build("c/d-1", 7));
  Build failed = build("a/b-1", 7);
  failed.built = false;
  record.append(failed);
  const auto builds = record.read();
  BOOST_REQUIRE(builds.size() == 2U);
  BOOST_TEST(builds[0].package == "c/d-1");
  BOOST_TEST(!builds[1].built);
}

BOOST_AUTO_TEST_CASE(broken_lines_are_passed_over_and_swallow_nothing) {
  fs::create_directories(path);
  replace_file(path / "history", "not json\n{}\n[1]\n{\"package\": 1}\n{\"package\":\"a");
  record.append(build("a/b-1"));
  std::vector<size_t> damaged;
  const auto builds = record.read(&damaged);
  BOOST_REQUIRE(builds.size() == 1U);
  BOOST_TEST(builds[0].package == "a/b-1");
  BOOST_TEST(damaged == (std::vector<size_t>{1, 2, 3, 4, 5}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(numbers_that_no_integer_holds_are_none) {
  const auto read = from_json(R"({"package":"a/b-1","built":true,"ran":1.7e93,"began":-1e300})");
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(read->ran == 0U);
  BOOST_TEST(read->began == 0);
}

BOOST_AUTO_TEST_CASE(it_does_not_grow_for_ever) {
  const History small(path, 2000);
  for (int64_t i = 0; i < 100; ++i) small.append(build("a/b-1", i));
  BOOST_TEST(fs::file_size(path / "history") <= 2000U);
  const auto builds = small.read();
  BOOST_TEST(builds.size() >= 2U);
  BOOST_TEST(builds.back().began == 99);
}

BOOST_AUTO_TEST_CASE(everybody_reads_it_and_only_the_owner_locks_it) {
  record.append(build("a/b-1"));
  struct stat info {};
  ::stat((path / "history").c_str(), &info);
  BOOST_TEST((info.st_mode & 0777U) == 0644U);
  ::stat((path / ".history.lock").c_str(), &info);
  BOOST_TEST((info.st_mode & 0777U) == 0600U);
}

BOOST_AUTO_TEST_CASE(links_in_its_place_are_refused) {
  fs::create_directories(path);
  fs::create_symlink(directory.path() / "elsewhere", path / "history");
  BOOST_CHECK_THROW(record.append(build("a/b-1")), SystemError);
  BOOST_TEST(!fs::exists(directory.path() / "elsewhere"));
}

BOOST_AUTO_TEST_CASE(appending_at_once_loses_nothing) {
  std::vector<std::thread> threads;
  for (int64_t t = 0; t < 4; ++t)
    threads.emplace_back([this, t] {
      for (int64_t i = 0; i < 25; ++i) History(path).append(build("a/b-1", t * 100 + i));
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(record.read().size() == 100U);
}

BOOST_AUTO_TEST_SUITE_END()
