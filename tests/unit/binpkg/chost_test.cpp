#define BOOST_TEST_DYN_LINK
#include "base/error.hpp"
#include "base/file.hpp"
#include "binpkg/chost.hpp"

#include <boost/test/unit_test.hpp>
#include <ctime>
#include <map>
#include <sys/stat.h>
#include <zlib.h>

using namespace crossrc;
using namespace crossrc::binpkg;
namespace fs = std::filesystem;

namespace {

constexpr const char* k_builder = "x86_64-pc-linux-gnu";
constexpr const char* k_target = "x86_64-laptop-linux-gnu";

std::string header(const std::string& chost, int packages, const std::string& timestamp = "1000") {
  return "ARCH: amd64\n" + (chost.empty() ? "" : "CHOST: " + chost + "\n") +
         "PACKAGES: " + std::to_string(packages) + "\nTIMESTAMP: " + timestamp + "\nVERSION: 0\n\n";
}

std::string entry(const std::string& cpv, const std::string& chost = "") {
  return "BUILD_ID: 1\n" + (chost.empty() ? "" : "CHOST: " + chost + "\n") + "CPV: " + cpv +
         "\nSIZE: 5\nMTIME: 7\nREPO: gentoo\n\n";
}

std::string gunzip(const fs::path& path) {
  const gzFile file = ::gzopen(path.c_str(), "rb");
  BOOST_REQUIRE(file != nullptr);
  std::string text(1U << 20U, '\0');
  const int size = ::gzread(file, text.data(), static_cast<unsigned>(text.size()));
  BOOST_REQUIRE(size >= 0);
  BOOST_REQUIRE_EQUAL(::gzclose(file), Z_OK);
  text.resize(static_cast<size_t>(size));
  return text;
}

struct Pkgdir {
  TemporaryDirectory directory{fs::temp_directory_path()};
  fs::path index = directory.path() / "Packages";
  fs::path compressed = directory.path() / "Packages.gz";
  ChostOptions options;

  Pkgdir() { options.change.to = k_target; }

  ChostSummary change(const std::string& content) {
    replace_file(index, content);
    return set_chost(index, options);
  }

  /// The index with its TIMESTAMP set to "T".
  [[nodiscard]] std::string timeless() const {
    std::string text = read_file(index);
    const size_t start = text.find("TIMESTAMP: ") + 11;
    return text.replace(start, text.find('\n', start) - start, "T");
  }

  [[nodiscard]] std::time_t timestamp() const {
    const std::string text = read_file(index);
    return std::stol(text.substr(text.find("TIMESTAMP: ") + 11));
  }

  void check_refused(const std::string& content, const std::string& message) {
    BOOST_CHECK_EXCEPTION(change(content), InputError, [&](const InputError& error) {
      BOOST_TEST(error.what() == index.string() + message);
      return true;
    });
    BOOST_TEST(read_file(index) == content);
    check_nothing_stayed();
  }

  void check_nothing_stayed() const {
    for (const fs::directory_entry& file : fs::directory_iterator(directory.path()))
      BOOST_TEST(file.path().filename().string().starts_with("Packages"));
  }
};

struct stat stat_of(const fs::path& path) {
  struct stat result {};
  BOOST_REQUIRE_EQUAL(::stat(path.c_str(), &result), 0);
  return result;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(chost, Pkgdir)

BOOST_AUTO_TEST_CASE(without_from_all_of_the_architecture_changes) {
  const ChostChange all{k_target, {}};
  BOOST_TEST(all.after(k_builder) == k_target);
  BOOST_TEST(all.after("x86_64-other-linux-musl") == k_target);
  BOOST_TEST(all.after("") == k_target);
  for (const char* other : {"i686-pc-linux-gnu", "aarch64-unknown-linux-gnu", "x86_64x-pc", "x86"})
    BOOST_TEST(all.after(other) == other);
}

BOOST_AUTO_TEST_CASE(with_from_only_those_change) {
  const ChostChange some{k_target, {k_builder, "i686-pc-linux-gnu"}};
  BOOST_TEST(some.after(k_builder) == k_target);
  BOOST_TEST(some.after("i686-pc-linux-gnu") == k_target);
  BOOST_TEST(some.after("x86_64-other-linux-gnu") == "x86_64-other-linux-gnu");
  BOOST_TEST(some.after("") == "");
}

BOOST_AUTO_TEST_CASE(entries_that_inherit_go_with_the_header) {
  const ChostSummary summary = change(header(k_builder, 2) + entry("a/b-1") + entry("a/c-1"));
  BOOST_TEST(timeless() == header(k_target, 2, "T") + entry("a/b-1") + entry("a/c-1"));
  BOOST_TEST(summary.packages == 2U);
  BOOST_TEST(summary.changed == 2U);
  BOOST_TEST(summary.header);
  BOOST_TEST(summary.written);
  BOOST_TEST((summary.from == std::set<std::string, std::less<>>{k_builder}));
}

BOOST_AUTO_TEST_CASE(an_entry_that_equals_the_new_header_leaves_its_own_out) {
  const ChostSummary summary = change(header(k_builder, 2) + entry("a/b-1", k_target) +
                                      entry("a/c-1", "x86_64-x-linux-gnu"));
  BOOST_TEST(timeless() == header(k_target, 2, "T") + entry("a/b-1") + entry("a/c-1"));
  BOOST_TEST(summary.changed == 1U);
}

BOOST_AUTO_TEST_CASE(an_entry_with_another_chost_goes_on_stating_it) {
  options.change.from = {"x86_64-old-linux-gnu"};
  change(header("i686-pc-linux-gnu", 2) + entry("a/b-1") + entry("a/c-1", "x86_64-old-linux-gnu"));
  BOOST_TEST(timeless() ==
             header("i686-pc-linux-gnu", 2, "T") + entry("a/b-1") + entry("a/c-1", k_target));

  options.change.from = {k_builder};
  change(header(k_builder, 2) + entry("a/b-1") + entry("a/c-1", "i686-pc-linux-gnu"));
  BOOST_TEST(timeless() ==
             header(k_target, 2, "T") + entry("a/b-1") + entry("a/c-1", "i686-pc-linux-gnu"));
}

BOOST_AUTO_TEST_CASE(an_entry_that_comes_to_equal_the_header_leaves_its_own_out) {
  const ChostSummary summary = change(header(k_target, 1) + entry("a/b-1", k_builder));
  BOOST_TEST(timeless() == header(k_target, 1, "T") + entry("a/b-1"));
  BOOST_TEST(summary.changed == 1U);
  BOOST_TEST(!summary.header);
}

BOOST_AUTO_TEST_CASE(another_architecture_keeps_its_header_and_its_packages) {
  const ChostSummary summary =
      change(header("i686-pc-linux-gnu", 3) + entry("a/b-1") + entry("a/c-1", k_builder) +
             entry("a/d-1", "aarch64-unknown-linux-gnu"));
  BOOST_TEST(timeless() == header("i686-pc-linux-gnu", 3, "T") + entry("a/b-1") +
                               entry("a/c-1", k_target) +
                               entry("a/d-1", "aarch64-unknown-linux-gnu"));
  BOOST_TEST(summary.changed == 1U);
  BOOST_TEST(!summary.header);
}

BOOST_AUTO_TEST_CASE(a_header_without_chost_gets_one_unless_from_says_otherwise) {
  change(header("", 2) + entry("a/b-1") + entry("a/c-1", k_builder));
  BOOST_TEST(timeless() == header(k_target, 2, "T") + entry("a/b-1") + entry("a/c-1"));

  options.change.from = {k_builder};
  change(header("", 2) + entry("a/b-1") + entry("a/c-1", k_builder));
  BOOST_TEST(timeless() == header("", 2, "T") + entry("a/b-1") + entry("a/c-1", k_target));
}

BOOST_AUTO_TEST_CASE(only_the_header_may_need_a_change) {
  const ChostSummary summary = change(header(k_builder, 1) + entry("a/b-1", k_target));
  BOOST_TEST(timeless() == header(k_target, 1, "T") + entry("a/b-1"));
  BOOST_TEST(summary.changed == 0U);
  BOOST_TEST(summary.written);
  BOOST_TEST(change(header(k_builder, 0)).written);
}

BOOST_AUTO_TEST_CASE(the_second_time_nothing_is_written) {
  BOOST_TEST(change(header(k_builder, 1) + entry("a/b-1")).written);
  const std::string text = read_file(index);
  const auto inode = stat_of(index).st_ino;
  const ChostSummary again = set_chost(index, options);
  BOOST_TEST(!again.written);
  BOOST_TEST(again.changed == 0U);
  BOOST_TEST(again.from.empty());
  BOOST_TEST(read_file(index) == text);
  BOOST_TEST(stat_of(index).st_ino == inode);
}

BOOST_AUTO_TEST_CASE(a_dry_run_tells_and_writes_nothing) {
  options.dry_run = true;
  const std::string content = header(k_builder, 1) + entry("a/b-1");
  const ChostSummary summary = change(content);
  BOOST_TEST(summary.changed == 1U);
  BOOST_TEST(!summary.written);
  BOOST_TEST(read_file(index) == content);
}

BOOST_AUTO_TEST_CASE(other_bytes_stay_as_they_are) {
  const std::string odd = "CPV: a/b-1\nDESC: caf\xc3\xa9 \xff: x\nUNKNOWN:  two spaces \nX: \n\n";
  change(header(k_builder, 1) + odd);
  BOOST_TEST(timeless() == header(k_target, 1, "T") + odd);
}

BOOST_AUTO_TEST_CASE(the_timestamp_is_now_and_the_files_mtime) {
  const std::time_t before = std::time(nullptr);
  change(header(k_builder, 1) + entry("a/b-1"));
  BOOST_TEST(timestamp() >= before);
  BOOST_TEST(timestamp() <= std::time(nullptr));
  BOOST_TEST(stat_of(index).st_mtim.tv_sec == timestamp());
  BOOST_TEST(stat_of(index).st_mtim.tv_nsec == 0);
}

BOOST_AUTO_TEST_CASE(the_timestamp_grows_by_what_clients_tolerate_but_not_from_a_wrong_clock) {
  const std::time_t soon = std::time(nullptr) + 100;
  change(header(k_builder, 1, std::to_string(soon)) + entry("a/b-1"));
  BOOST_TEST(timestamp() == soon + 6);
  change(header(k_builder, 1, "99999999999") + entry("a/b-1"));
  BOOST_TEST(timestamp() < soon);
  change(header(k_builder, 1, "99999999999999999999") + entry("a/b-1"));
  BOOST_TEST(timestamp() < soon);
}

BOOST_AUTO_TEST_CASE(owner_and_mode_stay) {
  replace_file(index, header(k_builder, 1) + entry("a/b-1"), 0664);
  const bool root = ::geteuid() == 0;
  if (root) BOOST_REQUIRE_EQUAL(::chown(index.c_str(), 1, 2), 0);
  const struct stat old = stat_of(index);
  set_chost(index, options);
  const struct stat now = stat_of(index);
  BOOST_TEST(now.st_ino != old.st_ino);
  BOOST_TEST(now.st_mode == old.st_mode);
  BOOST_TEST(now.st_uid == old.st_uid);
  BOOST_TEST(now.st_gid == old.st_gid);
}

BOOST_AUTO_TEST_CASE(a_symbolic_link_stays_one) {
  const fs::path real = directory.path() / "Packages.real";
  replace_file(real, header(k_builder, 1) + entry("a/b-1"));
  fs::create_symlink("Packages.real", index);
  set_chost(index, options);
  BOOST_TEST(fs::is_symlink(index));
  BOOST_TEST(timeless() == header(k_target, 1, "T") + entry("a/b-1"));
}

BOOST_AUTO_TEST_CASE(a_compressed_index_is_kept_in_step) {
  replace_file(compressed, "stale", 0640);
  change(header(k_builder, 1) + entry("a/b-1"));
  BOOST_TEST(gunzip(compressed) == read_file(index));
  BOOST_TEST(stat_of(compressed).st_mtime == timestamp());
  BOOST_TEST((stat_of(compressed).st_mode & 0777U) == 0640U);
  check_nothing_stayed();
}

BOOST_AUTO_TEST_CASE(a_compressed_index_is_made_or_removed_as_asked) {
  change(header(k_builder, 1) + entry("a/b-1"));
  BOOST_TEST(!fs::exists(compressed));
  options.compress = Compress::yes;
  change(header(k_builder, 1) + entry("a/b-1"));
  BOOST_TEST(gunzip(compressed) == read_file(index));
  options.compress = Compress::no;
  change(header(k_builder, 1) + entry("a/b-1"));
  BOOST_TEST(!fs::exists(compressed));
}

BOOST_AUTO_TEST_CASE(a_large_index_comes_through_whole) {
  std::string entries;
  for (int i = 0; i < 30'000; ++i)
    entries += entry("cat/package-" + std::to_string(i), i % 2 == 0 ? "" : "i686-pc-linux-gnu");
  options.compress = Compress::yes;
  const ChostSummary summary = change(header(k_builder, 30'000) + entries);
  BOOST_TEST(summary.changed == 15'000U);
  BOOST_TEST((timeless() == header(k_target, 30'000, "T") + entries));
}

BOOST_AUTO_TEST_CASE(what_a_killed_writer_left_is_overwritten) {
  replace_file(directory.path() / ".Packages.crossrc", "half");
  change(header(k_builder, 1) + entry("a/b-1"));
  BOOST_TEST(timeless() == header(k_target, 1, "T") + entry("a/b-1"));
  check_nothing_stayed();
}

BOOST_AUTO_TEST_CASE(a_damaged_index_is_refused_and_left) {
  check_refused("", ":1: expected the header of a Packages index, the file is empty");
  check_refused("CHOST: x\n\n", ":1: expected \"VERSION: 0\" in the header");
  check_refused("VERSION: 1\n\n", ":1: expected \"VERSION: 0\" in the header");
  check_refused(header(k_builder, 2) + entry("a/b-1"),
                ":1: expected 2 packages as the header says, found 1");
  check_refused(header(k_builder, 0) + entry("a/b-1"),
                ":1: expected 0 packages as the header says, found 1");
  check_refused("PACKAGES: x\nVERSION: 0\n\n",
                ":1: expected x packages as the header says, found 0");
  check_refused(header(k_builder, 2) + entry("a/b-1") + "SLOT: 0\n\n",
                ":13: expected a package's entry with \"CPV: category/name-version\"");
  check_refused(header(k_builder, 1) + "CHOST: a-b\nCHOST: a-b\nCPV: a/b-1\n\n",
                ":8: \"CHOST\" is there twice in this block");
  check_refused(header(k_builder, 1) + "CPV: a/b-1\nSI", ":8: the file ends within this line");
}

BOOST_AUTO_TEST_CASE(a_missing_index_is_told_apart) {
  BOOST_CHECK_EXCEPTION(set_chost(index, options), SystemError,
                        [](const SystemError& error) { return error.error_number() == ENOENT; });
  check_nothing_stayed();
}

BOOST_AUTO_TEST_CASE(where_the_new_file_cannot_be_written_the_old_one_stays) {
  const std::string content = header(k_builder, 1) + entry("a/b-1");
  fs::create_directories(directory.path() / ".Packages.crossrc/full");
  BOOST_CHECK_THROW(change(content), SystemError);
  BOOST_TEST(read_file(index) == content);
  BOOST_TEST(!fs::exists(directory.path() / ".Packages.portage_lockfile"));
}

BOOST_AUTO_TEST_SUITE_END()
