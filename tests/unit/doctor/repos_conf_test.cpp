#define BOOST_TEST_DYN_LINK
#include "doctor/repos_conf.hpp"

#include "base/file.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::doctor;
namespace fs = std::filesystem;

namespace {

constexpr const char* k_good = "[DEFAULT]\nmain-repo = gentoo\n\n[gentoo]\nlocation = /r\n";

struct Directory {
  TemporaryDirectory directory{"/tmp"};

  Directory() {
    replace_file(directory.path() / "all.conf",
                 "[DEFAULT]\nmain-repo = gentoo\n[gentoo]\n[mine]\n");
  }
  [[nodiscard]] std::string remedy(const std::string& said, const std::string& all = k_good) const {
    const auto found = refusals(said, all, directory.path());
    return found.empty() ? "" : found.front().remedy;
  }
  [[nodiscard]] std::string file() const {
    return "\"" + (directory.path() / "all.conf").string() + "\"";
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(doctor_repos_conf, Directory)

BOOST_AUTO_TEST_CASE(what_portage_says_of_nothing_wrong) {
  BOOST_TEST(refusals("A='x'\n!!! Repository 'mine' is missing masters attribute in '/m'\n", k_good,
                      directory.path())
                 .empty());
  BOOST_TEST(refusals("", "", directory.path()).empty());
}

BOOST_AUTO_TEST_CASE(locations) {
  const std::string expected =
      "write \"location = DIRECTORY\", the one that has its profiles/repo_name, below [mine] in ";
  BOOST_TEST(remedy("!!! Section 'mine' in repos.conf is missing location attribute\n") ==
             expected + file());
  const std::string twice = "!!! Section 'mine' in repos.conf has location attribute set to "
                            "nonexistent directory: '/nowhere'\n";
  BOOST_TEST(remedy(twice + twice) == expected + file());
  BOOST_TEST(refusals(twice + twice, k_good, directory.path()).size() == 1U);
}

BOOST_AUTO_TEST_CASE(names) {
  BOOST_TEST(remedy("!!! Section 'mine' in repos.conf has name different from repository name "
                    "'other' set inside repository\n") ==
             "write [other] instead of [mine] in " + file());
  BOOST_TEST(remedy("!!! Section 'mine' in repos.conf refers to repository without repository name "
                    "set in '/m/profiles/repo_name'\n") ==
             "printf '%s\\n' mine > /m/profiles/repo_name");
  BOOST_TEST(
      remedy("Unavailable repository 'absent' referenced by masters entry in '/m/layout.conf'\n")
          .find("take absent from masters in \"/m/layout.conf\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_read) {
  const auto found = refusals("!!! Error while reading repo config file: File contains no section "
                              "headers.\nfile: '/r/mine.conf', line: 1\n'location = /m\\n'\n",
                              "[DEFAULT]\n", directory.path());
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].message.find("headers. file: '/r/mine.conf', line: 1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_main_repository) {
  BOOST_TEST(
      remedy("", "[DEFAULT]\n\n[gentoo]\nlocation = /r\n").find("below [DEFAULT] in " + file()) !=
      std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
