#define BOOST_TEST_DYN_LINK
#include "base/directory.hpp"
#include "base/error.hpp"
#include "base/file.hpp"

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <unistd.h>

using namespace crossrc;
namespace fs = std::filesystem;

namespace {

constexpr uid_t k_somebody = 65534;

struct Corner {
  TemporaryDirectory directory{fs::canonical(fs::temp_directory_path())};
  fs::path path = directory.path();

  /// A link as somebody else would have made it.
  [[nodiscard]] static bool give_away(const fs::path& link) {
    return ::lchown(link.c_str(), k_somebody, k_somebody) == 0;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(directory, Corner)

BOOST_AUTO_TEST_CASE(links_of_our_own_are_followed_on_the_way) {
  fs::create_directories(path / "real/deep");
  fs::create_directory_symlink("real", path / "relative");
  fs::create_directory_symlink(path / "relative", path / "absolute");
  replace_file(path / "real/deep/file", "x");
  fs::create_symlink("deep/file", path / "real/file");
  const auto [found, name] = Directory::of(path / "absolute/./deep/../file");
  BOOST_TEST(name == "file");
  BOOST_TEST(found.names() == std::vector<std::string>{"file"}, boost::test_tools::per_element());
  BOOST_TEST(Directory(path / "absolute").names().size() == 2U);
}

BOOST_AUTO_TEST_CASE(of_a_file_that_is_not_there_the_name_is_known) {
  BOOST_TEST(Directory::of(path / "new").second == "new");
  BOOST_CHECK_THROW((void)Directory::of(path / "missing/new"), SystemError);
  BOOST_CHECK_THROW((void)Directory::of(path / "."), SystemError);
  BOOST_CHECK_THROW((void)Directory(path / "missing"), SystemError);
}

BOOST_AUTO_TEST_CASE(a_circle_of_links_ends) {
  fs::create_symlink("two", path / "one");
  fs::create_symlink("one", path / "two");
  BOOST_CHECK_THROW((void)Directory(path / "one"), SystemError);
  BOOST_CHECK_THROW((void)Directory::of(path / "one"), SystemError);
}

BOOST_AUTO_TEST_CASE(root_follows_no_link_of_others) {
  fs::create_directory(path / "real");
  fs::create_directory_symlink("real", path / "link");
  if (!give_away(path / "link")) return; // only root is in that danger
  const auto names_the_user = [](const Error& error) {
    return std::string(error.what()).find("a link of user 65534") != std::string::npos;
  };
  BOOST_CHECK_EXCEPTION((void)Directory(path / "link"), Error, names_the_user);
  BOOST_CHECK_EXCEPTION((void)open_safely(path / "link/file"), Error, names_the_user);
}

BOOST_AUTO_TEST_CASE(names_in_it_are_never_links) {
  replace_file(path / "file", "x");
  fs::create_symlink("file", path / "link");
  const Directory here(path);
  BOOST_TEST(here.open("file", O_RDONLY).get() >= 0);
  BOOST_TEST(here.open("link", O_RDONLY).get() < 0);
  BOOST_TEST(S_ISLNK(here.status("link")->st_mode));
  BOOST_TEST(!here.status("missing").has_value());
  BOOST_TEST(here.remove("link"));
  BOOST_TEST(here.rename("file", "other"));
  BOOST_TEST(here.names() == std::vector<std::string>{"other"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(replacing_keeps_rights_and_gives_no_others) {
  const Directory here(path);
  here.replace("new", "1");
  BOOST_TEST((here.status("new")->st_mode & 07777U) == 0644U);
  fs::permissions(path / "new", fs::perms(04750));
  here.replace("new", "2");
  BOOST_TEST((here.status("new")->st_mode & 07777U) == 0750U);
  BOOST_TEST(read_file(path / "new") == "2");
  here.make("taken");
  BOOST_CHECK_THROW(here.replace("taken", "3"), SystemError);
  BOOST_TEST(here.names().size() == 2U);
  BOOST_TEST(here.below("taken").names().empty());
  BOOST_CHECK_THROW(here.make("taken"), SystemError);
  BOOST_CHECK_THROW((void)here.below("new"), SystemError);
}

BOOST_AUTO_TEST_SUITE_END()
