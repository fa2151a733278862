#define BOOST_TEST_DYN_LINK
#include "isa/real_compiler.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "isa/needs.hpp"
#include "workshop.hpp"

#include <boost/test/data/test_case.hpp>
#include <cstdlib>
#include <unistd.h>

using namespace crossrc;
using namespace crossrc::isa;
using crossrc::test::Workshop;

namespace {

/// Launchers that leave a mark wherever they are called from, in `bin`; `links` stands before the
/// compiler's directory in PATH, as ccache's and distcc's do.
struct Launchers : Workshop {
  std::string path = std::getenv("PATH");

  Launchers() {
    for (const char* name : {"ccache", "distcc", "icecc", "sccache"}) {
      write(std::string("bin/") + name,
            "#!/bin/sh\ntouch " + (*this / "mark").string() + "\nexec \"$@\"\n");
    }
    write("real/some-gcc", "#!/bin/sh\necho real \"$0\" \"$@\"\n");
    sh("chmod 755 bin/* real/*; mkdir links");
    ::setenv("PATH", search_path_of_test().c_str(), 1);
  }
  Launchers(const Launchers&) = delete;
  Launchers& operator=(const Launchers&) = delete;
  ~Launchers() { ::setenv("PATH", path.c_str(), 1); }

  [[nodiscard]] std::string search_path_of_test() const {
    return (*this / "links").string() + ":" + (*this / "real").string() + ":" +
           (*this / "bin").string() + ":" + path;
  }

  void script(const std::string& name, const std::string& text) const {
    write(name, "#!/bin/sh\n" + text + "\n");
    sh("chmod 755 " + name);
  }

  [[nodiscard]] std::string real(const std::string& command) const {
    return join(real_compiler(words(command), search_path_of_test()), " ");
  }

  [[nodiscard]] std::string found() const { return (*this / "real/some-gcc").string(); }
  [[nodiscard]] bool is_marked() const { return std::filesystem::exists(*this / "mark"); }
};

const char* const k_names[] = {"ccache", "distcc", "icecc", "sccache"};

} // namespace

BOOST_FIXTURE_TEST_SUITE(real_compilers, Launchers)

BOOST_AUTO_TEST_CASE(a_command_without_launchers_stays) {
  for (const char* command : {"some-gcc", "some-gcc -m32", "no-such-gcc", "env A=b some-gcc"})
    BOOST_TEST(real(command) == command);
  BOOST_TEST(real_compiler({}, path).empty());
}

BOOST_AUTO_TEST_CASE(words_before_the_compiler_are_left_out) {
  BOOST_TEST(real("ccache some-gcc -m32") == "some-gcc -m32");
  BOOST_TEST(real("/usr/bin/ccache distcc some-gcc") == "some-gcc");
  BOOST_TEST(real("ccache base_dir=/x some-gcc") == "some-gcc");
  BOOST_TEST(real("env CCACHE_DIR=/x ccache some-gcc -O2") == "some-gcc -O2");
  BOOST_TEST(real("some-gcc -B ccache") == "some-gcc -B ccache");
  BOOST_TEST(real("ccache") == "ccache");
}

BOOST_DATA_TEST_CASE(a_link_is_passed_over, k_names, name) {
  sh(std::string("ln -s ../bin/") + name + " links/some-gcc");
  BOOST_TEST(real("some-gcc -m32") == found() + " -m32");
  BOOST_TEST(real((*this / "links/some-gcc").string()) == found());
}

BOOST_DATA_TEST_CASE(so_are_another_name_of_the_file_and_a_copy, k_names, name) {
  sh(std::string("ln bin/") + name + " links/some-gcc");
  BOOST_TEST(real("some-gcc") == found());
  sh(std::string("cp --remove-destination bin/") + name + " links/some-gcc");
  BOOST_TEST(real("some-gcc") == found());
}

BOOST_AUTO_TEST_CASE(so_is_a_script_that_calls_one) {
  script("links/some-gcc", "exec /usr/lib/distcc/bin/x-gcc \"$@\"");
  BOOST_TEST(real("some-gcc") == found());
  script("links/some-gcc", "# no ccache\nexec x-gcc --with-ccache=no my-ccache-dir \"$@\"");
  BOOST_TEST(real("some-gcc") == "some-gcc");
}

BOOST_AUTO_TEST_CASE(a_script_says_what_only_it_knows) {
  script("links/other-gcc", "exec ccache some-gcc -m32 \"$@\"");
  BOOST_TEST(real("other-gcc -O2") == "some-gcc -m32 -O2");
  script("links/other-gcc", "exec sccache $compiler \"$@\"");
  BOOST_TEST(real("other-gcc") == "other-gcc");
}

BOOST_AUTO_TEST_CASE(a_circle_ends) {
  script("links/other-gcc", "exec ccache other-gcc \"$@\"");
  BOOST_TEST(real("other-gcc").starts_with("other-gcc"));
  script("links/other-gcc", "exec ccache other-gcc -x \"$@\"");
  BOOST_TEST(real("other-gcc").starts_with("other-gcc"));
}

BOOST_DATA_TEST_CASE(what_runs_is_the_compiler, k_names, name) {
  sh(std::string("ln -s ../bin/") + name + " links/some-gcc");
  const RunResult result = run_compiler({name, "some-gcc", "-v"});
  BOOST_TEST(result.output == "real " + found() + " -v\n");
  BOOST_TEST(!is_marked());
}

BOOST_AUTO_TEST_CASE(what_the_compiler_calls_is_none_either) {
  sh("ln -s ../bin/ccache links/gcc");
  script("real/some-gcc", "exec gcc \"$@\"");
  BOOST_TEST(run_compiler({"some-gcc", "-dumpversion"}).status == 0);
  BOOST_TEST(!is_marked());
  script("real/some-gcc", "echo $CCACHE_DISABLE $DISTCC_DIR $LC_ALL");
  BOOST_TEST(run_compiler({"some-gcc"}).output == "1 /dev/null C\n");
}

BOOST_AUTO_TEST_CASE(a_compiler_beside_links_to_a_launcher_is_found) {
  sh("ln -s ../bin/ccache real/gcc");
  BOOST_TEST(run_compiler({"some-gcc", "-v"}).output == "real " + found() + " -v\n");
}

BOOST_AUTO_TEST_CASE(what_only_sccache_leads_to_is_not_asked) {
  sh("ln -s ../bin/sccache links/other-gcc");
  BOOST_CHECK_THROW(run_compiler({"other-gcc"}), InputError);
  script("links/other-gcc", "exec sccache $compiler \"$@\"");
  BOOST_CHECK_THROW(run_compiler({"other-gcc"}), InputError);
  BOOST_TEST(may_trap("other-gcc", {}));
  BOOST_TEST(!is_marked());
}

BOOST_AUTO_TEST_CASE(a_script_for_clang_is_asked_as_clang) {
  script("links/my-cc", "exec ccache clang \"$@\"");
  const auto enabled = needs("my-cc", {"-mtbm"}).enable;
  BOOST_TEST((std::ranges::find(enabled, "-mtbm") != enabled.end()));
  BOOST_TEST(!is_marked());
}

BOOST_AUTO_TEST_CASE(in_a_phase_it_is_asked_by_the_user_of_the_phases) {
  if (::geteuid() != 0) return;
  sh("chmod 755 . real; mkdir temp; chown 65534:65534 temp");
  script("real/some-gcc", "id -u");
  ::setenv("T", (*this / "temp").c_str(), 1);
  BOOST_TEST(run_compiler({"some-gcc"}).output == "65534\n");
  sh("chmod 700 real/some-gcc");
  BOOST_TEST(run_compiler({"some-gcc"}).output == "0\n");
  ::unsetenv("T");
  BOOST_TEST(run_compiler({"some-gcc"}).output == "0\n");
}

BOOST_AUTO_TEST_SUITE_END()
