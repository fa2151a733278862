#define BOOST_TEST_DYN_LINK
#include "doctor/repository.hpp"

#include "base/file.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::doctor;
namespace fs = std::filesystem;

namespace {

struct Tree {
  TemporaryDirectory directory{"/tmp"};

  void write(const fs::path& file, const std::string& text) const {
    fs::create_directories((directory.path() / file).parent_path());
    replace_file(directory.path() / file, text);
  }
  [[nodiscard]] std::string revision(const fs::path& repository, Source source) const {
    const auto all = read_repository(directory.path() / repository).revisions;
    const auto found = all.find(source);
    return found == all.end() ? "" : found->second;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(doctor_repository, Tree)

BOOST_AUTO_TEST_CASE(its_name) {
  fs::create_directories(directory.path() / "some");
  BOOST_TEST(read_repository(directory.path() / "some").name == "some");
  write("some/profiles/repo_name", "gentoo\n");
  BOOST_TEST(read_repository(directory.path() / "some").name == "gentoo");
}

BOOST_AUTO_TEST_CASE(revisions_of_a_synchronized_tree) {
  write("r/metadata/timestamp.chk", "Wed, 25 Nov 2026 12:00:00 +0000\n");
  write("r/metadata/timestamp.commit", "0a1b 1764072000 2026-11-25T12:00:00+00:00\n");
  BOOST_TEST(revision("r", Source::timestamp) == "Wed, 25 Nov 2026 12:00:00 +0000");
  BOOST_TEST(revision("r", Source::commit) == "0a1b");
  BOOST_TEST(revision("r", Source::git).empty());
}

BOOST_AUTO_TEST_CASE(the_head_of_a_clone) {
  write("r/.git/HEAD", "1111\n");
  BOOST_TEST(revision("r", Source::git) == "1111");
  write("r/.git/HEAD", "ref: refs/heads/master\n");
  BOOST_TEST(revision("r", Source::git).empty());
  write("r/.git/packed-refs", "# pack-refs\n3333 refs/heads/other\n2222 refs/heads/master\n");
  BOOST_TEST(revision("r", Source::git) == "2222");
  write("r/.git/refs/heads/master", "4444\n");
  BOOST_TEST(revision("r", Source::git) == "4444");
}

BOOST_AUTO_TEST_CASE(the_head_of_a_worktree) {
  write("r/.git/refs/heads/work", "5555\n");
  write("r/.git/worktrees/w/HEAD", "ref: refs/heads/work\n");
  write("r/.git/worktrees/w/commondir", "../..\n");
  write("w/.git", "gitdir: " + (directory.path() / "r/.git/worktrees/w").string() + "\n");
  BOOST_TEST(revision("w", Source::git) == "5555");
}

BOOST_AUTO_TEST_CASE(copies_in_the_targets_root) {
  write("repo/profiles/repo_name", "gentoo\n");
  const fs::path location = directory.path() / "repo";
  const std::string text = "[gentoo]\nlocation = " + location.string() + "\n";
  const fs::path root = directory.path() / "root";
  BOOST_TEST(find_repositories(text, text, root).copies.empty());
  write("root" + location.string() + "/profiles/repo_name", "gentoo\n");
  const Repositories found = find_repositories(text, text, root);
  BOOST_TEST(found.copies.size() == 1U);
  BOOST_TEST(found.builder.front().name == "gentoo");
}

BOOST_AUTO_TEST_SUITE_END()
