#define BOOST_TEST_DYN_LINK
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/identity.hpp"

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace crossrc;
namespace fs = std::filesystem;

namespace {

constexpr Identity k_somebody{65534, 65534};
const Identity k_us{::geteuid(), ::getegid()};

struct Corner {
  TemporaryDirectory directory{fs::canonical(fs::temp_directory_path())};
  fs::path path = directory.path();

  /// False where only root could.
  bool give_away(const fs::path& name) const {
    return ::lchown((path / name).c_str(), k_somebody.user, k_somebody.group) == 0;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(identity, Corner)

BOOST_AUTO_TEST_CASE(what_is_all_ours_is_ours) {
  BOOST_TEST((master_of(path / "missing/file") == k_us));
  BOOST_TEST((master_of("/") == k_us));
}

BOOST_AUTO_TEST_CASE(the_first_stranger_on_the_way_is_the_master) {
  fs::create_directories(path / "theirs/ours");
  fs::create_directory_symlink(path / "theirs", path / "link");
  fs::create_directory_symlink("/", path / "their_link");
  if (!give_away("theirs") || !give_away("their_link")) return;
  BOOST_TEST((master_of(path / "theirs/ours/new") == k_somebody));
  BOOST_TEST((master_of(path / "link/ours/new") == k_somebody));
  BOOST_TEST((master_of(path / "their_link/etc") == k_somebody));
  BOOST_TEST((master_of(path) == k_us));
}

BOOST_AUTO_TEST_CASE(acting_as_somebody_ends) {
  replace_file(path / "secret", "x", 0600);
  fs::create_directory(path / "theirs");
  fs::permissions(path, fs::perms(0755));
  if (!give_away("theirs")) return;
  {
    const ActingAs somebody(k_somebody);
    BOOST_CHECK_THROW((void)read_file(path / "secret"), SystemError);
    replace_file(path / "theirs/file", "y");
  }
  struct stat info {};
  BOOST_TEST(::stat((path / "theirs/file").c_str(), &info) == 0);
  BOOST_TEST(info.st_uid == k_somebody.user);
  BOOST_TEST(read_file(path / "secret") == "x");
  const ActingAs us(k_us);
  BOOST_TEST(read_file(path / "secret") == "x");
}

BOOST_AUTO_TEST_SUITE_END()
