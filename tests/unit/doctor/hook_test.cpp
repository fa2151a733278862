#define BOOST_TEST_DYN_LINK
#include "doctor/hook.hpp"

#include "base/file.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using doctor::Hook;
namespace fs = std::filesystem;

namespace {

struct Root {
  TemporaryDirectory directory{"/tmp"};
  fs::path source = directory.path() / "share/crossrc/bashrc";

  Root() {
    fs::create_directories(directory.path() / "etc/portage");
    fs::create_directories(source.parent_path());
    replace_file(source, "");
  }
  [[nodiscard]] Hook find(const std::string& bashrc) const {
    replace_file(directory.path() / "etc/portage/bashrc", bashrc);
    return doctor::find_hook(directory.path());
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(doctor_hook, Root)

BOOST_AUTO_TEST_CASE(the_line_that_is_installed) {
  const std::string file = source.string();
  const Hook hook = find("\nif [[ -r " + file + " ]]; then source " + file + "; fi\n");
  BOOST_TEST(hook.lines == std::vector<int>{2}, boost::test_tools::per_element());
  BOOST_TEST(hook.source == source);
  BOOST_TEST(hook.there);
  BOOST_TEST(hook.behind.empty());
}

BOOST_AUTO_TEST_CASE(other_ways_to_source_it) {
  for (const std::string& line :
       {". " + source.string(), "source \"" + source.string() + "\"",
        "[ -e x ] && . '" + source.string() + "' || :", "{ source " + source.string() + "; }",
        "  source ${EPREFIX}" + source.string()}) {
    BOOST_TEST_CONTEXT(line) {
      const Hook hook = find(line + "\n");
      BOOST_TEST(hook.lines.size() == 1U);
      BOOST_TEST(hook.there);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_only_looks_like_it) {
  for (const std::string& line :
       {"# source " + source.string(), "resource " + source.string(), "echo " + source.string(),
        "source " + source.string() + "-old", std::string("source /etc/portage/other/bashrc")}) {
    BOOST_TEST(find(line + "\n").lines.empty(), line);
  }
}

BOOST_AUTO_TEST_CASE(what_comes_behind_it) {
  const Hook hook = find("X=1\nif true; then\n source " + source.string() +
                         "\n  :\nfi\n\n# a word\nCFLAGS=-O3\n}\n");
  BOOST_TEST(hook.behind == std::vector<int>{8}, boost::test_tools::per_element());
  const std::string line = "source " + source.string() + "\n";
  BOOST_TEST(find(line + "X=1\n" + line).behind.empty());
}

BOOST_AUTO_TEST_CASE(the_helper_that_it_calls) {
  const std::string line = "source " + source.string() + "\n";
  BOOST_TEST(find(line).helper.empty());
  replace_file(source.parent_path() / "hook.bash",
               "crossrc_helper() (\n  exec '/opt/a b/crossrc' \"$@\"\n)\n");
  BOOST_TEST(find(line).helper == "/opt/a b/crossrc");
  replace_file(source.parent_path() / "hook.bash", "crossrc_helper() {\n  '@CROSSRC@' \"$@\"\n}\n");
  BOOST_TEST(find(line).helper.empty());
}

BOOST_AUTO_TEST_CASE(a_bashrc_that_dispatches_to_a_directory) {
  const fs::path file = directory.path() / "etc/portage/bashrc.d/50-crossrc.sh";
  fs::create_directories(file.parent_path());
  replace_file(file.parent_path() / "10-ours.sh", "X=1\n");
  replace_file(file, "source " + source.string() + "\n");
  const Hook hook = find("for file in /etc/portage/bashrc.d/*.sh; do source \"$file\"; done\n");
  BOOST_TEST(hook.bashrc == file);
  BOOST_TEST(hook.there);
  BOOST_TEST(find("source /etc/portage/bashrc-mv\n").lines.empty());
}

BOOST_AUTO_TEST_CASE(a_root_without_a_bashrc) {
  const Hook hook = doctor::find_hook(directory.path());
  BOOST_TEST(hook.lines.empty());
  BOOST_TEST(hook.readable);
}

BOOST_AUTO_TEST_SUITE_END()
