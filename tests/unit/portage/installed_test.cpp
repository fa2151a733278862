#define BOOST_TEST_DYN_LINK
#include "base/error.hpp"
#include "base/file.hpp"
#include "portage/installed.hpp"

#include <boost/test/unit_test.hpp>
#include <sys/stat.h>

using namespace crossrc;
using namespace crossrc::portage;
namespace fs = std::filesystem;

namespace {

struct Root {
  TemporaryDirectory directory{fs::temp_directory_path()};
  fs::path database = directory.path() / "var/db/pkg";

  void add(const std::string& cpv, const std::map<std::string, std::string>& files = {}) const {
    fs::create_directories(database / cpv);
    for (const auto& [name, content] : files) replace_file(database / cpv / name, content);
  }

  [[nodiscard]] std::string find(std::string_view atom) const {
    std::string names;
    for (const Package& package : installed_packages(directory.path(), Atom::parse(atom)))
      names += package.cpv() + " ";
    return names;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(installed, Root)

BOOST_AUTO_TEST_CASE(a_root_without_a_database_has_no_packages) {
  BOOST_TEST(find("*/*").empty());
  BOOST_TEST(find("a/b").empty());
}

BOOST_AUTO_TEST_CASE(finds_matches_oldest_first) {
  for (const char* cpv : {"a/b-10", "a/b-9", "a/b-9_rc1", "a/c-1", "x/b-1"}) add(cpv);
  BOOST_TEST(find("a/b") == "a/b-9_rc1 a/b-9 a/b-10 ");
  BOOST_TEST(find(">=a/b-9") == "a/b-9 a/b-10 ");
  BOOST_TEST(find("*/*") == "a/b-9_rc1 a/b-9 a/b-10 a/c-1 x/b-1 ");
  BOOST_TEST(find("*/b") == "a/b-9_rc1 a/b-9 a/b-10 x/b-1 ");
  BOOST_TEST(find("a/nothing").empty());
}

BOOST_AUTO_TEST_CASE(reads_slot_repository_and_use) {
  add("a/b-1", {{"SLOT", "2/2.5\n"},
                {"repository", "gentoo\n"},
                {"USE", "amd64 kernel_linux ssl\n"},
                {"IUSE", "+ssl -gtk\n"},
                {"IUSE_EFFECTIVE", "gtk kernel_linux ssl\n"}});
  const std::vector<Package> found =
      installed_packages(directory.path(), Atom::parse("a/b:2/2.5::gentoo[ssl,-gtk]"));
  BOOST_REQUIRE_EQUAL(found.size(), 1U);
  const std::map<std::string, bool> use{{"gtk", false}, {"kernel_linux", true}, {"ssl", true}};
  BOOST_TEST((found[0].use == use));
  BOOST_TEST(find("a/b[amd64]").empty());
}

BOOST_AUTO_TEST_CASE(a_slot_without_a_subslot_is_its_own_subslot) {
  add("a/b-1", {{"SLOT", "3\n"}});
  BOOST_TEST(find("a/b:3/3") == "a/b-1 ");
  BOOST_TEST(find("a/b:3/4").empty());
}

BOOST_AUTO_TEST_CASE(iuse_stands_in_where_no_effective_one_was_recorded) {
  add("a/b-1", {{"USE", "ssl\n"}, {"IUSE", "+ssl -gtk\n"}});
  BOOST_TEST(find("a/b[ssl,-gtk]") == "a/b-1 ");
}

BOOST_AUTO_TEST_CASE(entries_with_missing_or_broken_files_still_count) {
  add("a/b-1");
  add("a/b-2", {{"SLOT", ""}});
  fs::create_directories(database / "a/b-3/SLOT");
  add("a/b-4");
  BOOST_REQUIRE_EQUAL(::mkfifo((database / "a/b-4/USE").c_str(), 0600), 0);
  BOOST_TEST(find("a/b") == "a/b-1 a/b-2 a/b-3 a/b-4 ");
  BOOST_TEST(find("a/b:0").empty());
  BOOST_TEST(find("a/b[x(+)]").empty());
}

BOOST_AUTO_TEST_CASE(ignores_what_portage_ignores) {
  for (const char* junk : {"a/-MERGING-b-1", "a/.b-1", "a/b", "a/b-1.x", "a/lost+found", "CVS/b-1",
                           "lost+found/b-1", ".cache/b-1", "-MERGING-a/b-1"})
    add(junk);
  replace_file(database / "a/b-2", "a file");
  replace_file(database / "file", "a file");
  BOOST_TEST(find("*/*").empty());
  BOOST_TEST(find("a/*").empty());
  BOOST_TEST(find("file/b").empty());
}

BOOST_AUTO_TEST_SUITE_END()
