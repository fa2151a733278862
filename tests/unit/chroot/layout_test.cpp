#define BOOST_TEST_DYN_LINK
#include "chroot/layout.hpp"

#include "base/file.hpp"
#include "chroot/mount_points.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>

namespace fs = std::filesystem;
using namespace crossrc;
using namespace crossrc::chroot;

namespace {

struct Places {
  TemporaryDirectory temporary{fs::temp_directory_path()};
  fs::path root = temporary.path() / "root";
  fs::path outside = temporary.path() / "outside";

  Places() {
    for (const char* name : {"usr/bin", "usr/lib/old", "etc", "var"})
      fs::create_directories(root / name);
    fs::create_symlink("usr/bin", root / "bin");
    fs::create_directories(outside);
    std::ofstream(outside / "file") << "content";
  }
};

bool has(const std::vector<std::string>& options, const std::vector<std::string>& wanted) {
  return std::search(options.begin(), options.end(), wanted.begin(), wanted.end()) != options.end();
}

} // namespace

BOOST_AUTO_TEST_SUITE(chroot_layout)

BOOST_FIXTURE_TEST_CASE(links_are_followed_as_inside, Places) {
  fs::create_symlink("/usr/lib", root / "lib");
  fs::create_symlink("../lib/old", root / "usr/bin/up");
  fs::create_symlink("loop", root / "loop");
  BOOST_TEST(resolve_inside(root, "/bin/x").native() == "/usr/bin/x");
  BOOST_TEST(resolve_inside(root, "/lib/../bin/up/new").native() == "/usr/lib/old/new");
  BOOST_TEST(resolve_inside(root, "/../../etc").native() == "/etc");
  BOOST_TEST(resolve_inside(root, "/none/at/all").native() == "/none/at/all");
  BOOST_TEST(resolve_inside(root, "/loop/x").native() == "/loop/x");
}

BOOST_FIXTURE_TEST_CASE(what_has_a_place_is_put_there, Places) {
  fs::create_directories(root / outside.relative_path());
  const auto options = read_only_layout(root, {{outside, true}});
  BOOST_TEST(has(options, {"--ro-bind", root / "usr", "/usr"}));
  BOOST_TEST(has(options, {"--symlink", "usr/bin", "/bin"}));
  BOOST_TEST(has(options, {"--bind", outside, outside}));
}

BOOST_FIXTURE_TEST_CASE(only_the_nearest_directory_is_put_together_anew, Places) {
  const auto options = read_only_layout(root, {{"/usr/lib", false}, {outside, false}});
  BOOST_TEST(has(options, {"--ro-bind", root / "usr", "/usr"}));
  BOOST_TEST(has(options, {"--ro-bind", "/usr/lib", "/usr/lib"}));
  BOOST_TEST(has(options, {"--ro-bind", outside, outside}));
  BOOST_TEST(!has(options, {"--dir", "/usr"}));
}

BOOST_FIXTURE_TEST_CASE(a_directory_that_lacks_a_place_is_remade, Places) {
  fs::create_directories(root / outside.parent_path().parent_path().relative_path() / "other");
  const auto options = read_only_layout(root, {{outside, true}});
  const fs::path above = outside.parent_path().parent_path();
  BOOST_TEST(has(options, {"--dir", above}));
  BOOST_TEST(has(options, {"--ro-bind", root / above.relative_path() / "other", above / "other"}));
  BOOST_TEST(has(options, {"--bind", outside, outside}));
}

BOOST_FIXTURE_TEST_CASE(what_is_not_there_is_left_out, Places) {
  const auto options = read_only_layout(root, {{"/no/such/share", true}});
  BOOST_TEST(!has(options, {"/no/such/share"}));
}

BOOST_FIXTURE_TEST_CASE(mount_points_go_again, Places) {
  const fs::path file = outside / "file";
  {
    const MountPoints points(root, {{outside, true}, {file, false}, {"/etc", false}});
    BOOST_TEST(fs::is_directory(root / outside.relative_path()));
    BOOST_TEST(fs::is_regular_file(root / file.relative_path()));
  }
  // TMPDIR may lie in a directory that the root has
  BOOST_TEST(!fs::exists(root / outside.parent_path().relative_path()));
  BOOST_TEST(fs::is_directory(root / "etc"));
}

BOOST_FIXTURE_TEST_CASE(a_mount_point_that_was_used_stays, Places) {
  {
    const MountPoints points(root, {{outside, true}});
    std::ofstream(root / outside.relative_path() / "kept") << "by the command";
  }
  BOOST_TEST(fs::exists(root / outside.relative_path() / "kept"));
}

BOOST_AUTO_TEST_SUITE_END()
