#define BOOST_TEST_DYN_LINK
#include "chroot/phase.hpp"

#include "base/file.hpp"
#include "base/process.hpp"
#include "chroot/builder.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>

namespace fs = std::filesystem;
using namespace crossrc;
using namespace crossrc::chroot;

namespace {

Lookup environment(std::map<std::string, std::string> variables) {
  return [variables](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

bool shares_path(const std::vector<Share>& shares, const std::string& path, bool writable) {
  return std::ranges::any_of(
      shares, [&](const Share& share) { return share.path == path && share.writable == writable; });
}

std::string value_of(const std::vector<std::pair<std::string, std::string>>& variables,
                     const std::string& name) {
  for (const auto& [variable, value] : variables) {
    if (variable == name) return value;
  }
  return "not there";
}

} // namespace

BOOST_AUTO_TEST_SUITE(chroot_phase)

BOOST_AUTO_TEST_CASE(portage_and_its_directories_are_shared) {
  const auto shares = phase_shares(
      environment({{"PORTAGE_BUILDDIR", "/var/tmp/portage/a/b-1"},
                   {"PORTAGE_BIN_PATH", "/usr/lib/portage/python3.12"},
                   {"PORTAGE_BASHRC", "/usr/laptop/etc/portage/bashrc"},
                   {"CCACHE_DIR", "relative"},
                   {"PORTAGE_REPOSITORIES", "[DEFAULT]\nmain-repo = gentoo\n\n[gentoo]\n"
                                            "location = /var/db/repos/gentoo\n"}}),
      "/usr/share/crossrc");
  BOOST_TEST(shares_path(shares, "/var/tmp/portage/a/b-1", true));
  BOOST_TEST(shares_path(shares, "/usr/lib/portage/python3.12", false));
  BOOST_TEST(shares_path(shares, "/usr/laptop/etc/portage", false));
  BOOST_TEST(shares_path(shares, "/var/db/repos/gentoo", false));
  BOOST_TEST(shares_path(shares, "/usr/share/crossrc", false));
  BOOST_TEST(shares.size() == 5U);
}

BOOST_AUTO_TEST_CASE(distfiles_that_links_lead_to_are_shown_where_they_are) {
  const TemporaryDirectory directory("/tmp");
  const fs::path place = fs::canonical(directory.path());
  for (const char* name : {"shadow", "distfiles", "readonly"}) fs::create_directory(place / name);
  for (const char* name : {"distfiles/own", "readonly/other"}) replace_file(place / name, "");
  fs::create_symlink(place / "readonly/other", place / "distfiles/other");
  for (const char* name : {"own", "other", "gone"})
    fs::create_symlink(place / "distfiles" / name, place / "shadow" / name);
  const auto shares =
      phase_shares(environment({{"DISTDIR", (place / "shadow").string()},
                                {"PORTAGE_ACTUAL_DISTDIR", (place / "distfiles").string()}}),
                   "/data");
  BOOST_TEST(shares_path(shares, (place / "distfiles").string(), true));
  BOOST_TEST(shares_path(shares, (place / "readonly/other").string(), false));
  BOOST_TEST(shares.size() == 3U); // with the data
}

BOOST_AUTO_TEST_CASE(roots_are_spelled_as_the_eapi_wants_them) {
  const auto late = phase_variables(environment({{"ROOT", "/usr/laptop"}}));
  BOOST_TEST(value_of(late, "ROOT") == "");
  BOOST_TEST(value_of(late, "ESYSROOT") == "");
  const auto early = phase_variables(environment({{"ROOT", "/usr/laptop/"}, {"EPREFIX", "/p"}}));
  BOOST_TEST(value_of(early, "SYSROOT") == "/");
  BOOST_TEST(value_of(early, "EROOT") == "/p/");
}

BOOST_AUTO_TEST_CASE(what_portage_tells_by_a_file_is_told_for_inside) {
  const Lookup outside = environment({{"ROOT", "/usr/it's"}, {"EPREFIX", "/p"}});
  const std::string told = "T=/t\nROOT=/usr/it\\'s\nEROOT=/usr/it\\'s/p\nMYROOT=x\n";
  BOOST_TEST(source_inside(told, outside) == told + "ROOT=''\nEROOT=/p\n");
  BOOST_TEST(source_inside("XROOT=y\n", outside) == "XROOT=y\n");
}

BOOST_AUTO_TEST_CASE(the_builders_program_gets_the_builders_loader_and_libraries) {
  const Command command = Builder().command_inside("/proc/self/exe", {"name", "argument"});
  const std::string prefix(k_builder);
  BOOST_TEST(command.program.native().starts_with(prefix + "/"));
  BOOST_TEST(command.argv.at(2) == "--library-path");
  BOOST_TEST(command.argv.at(3).starts_with(prefix + "/"));
  BOOST_TEST(command.argv.at(5) == "name");
  BOOST_TEST(command.argv.at(6) == prefix + "/proc/self/exe");
  BOOST_TEST(command.argv.back() == "argument");
}

BOOST_AUTO_TEST_CASE(has_version_asks_for_the_root_as_portage_outside_knows_it) {
  const TemporaryDirectory directory(fs::temp_directory_path());
  // a "python" that no loader is known for is called as it is
  std::string script = python_script("/no/such/python", "/usr/it's");
  const std::string call = std::string(k_builder) + "/no/such/python";
  script.replace(script.find(call), call.size(), "printf");
  replace_file(directory.path() / "script", script, 0755);
  const auto said = [&](const std::vector<std::string>& words) {
    std::vector<std::string> argv{directory.path() / "script", "%s|"};
    argv.insert(argv.end(), words.begin(), words.end());
    return run(argv).output;
  };
  BOOST_TEST(said({"ebuild-ipc.py", "has_version", "/", "a/b"}) ==
             "ebuild-ipc.py|has_version|/usr/it's/|a/b|");
  BOOST_TEST(said({"best_version", "/", "a b"}) == "best_version|/usr/it's/|a b|");
  BOOST_TEST(said({"install.py", "/", "has_version"}) == "install.py|/|has_version|");
}

BOOST_AUTO_TEST_SUITE_END()
