#define BOOST_TEST_DYN_LINK
#include "isa/answers.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/ownership.hpp"
#include "isa/circumstances.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

using namespace crossrc;
using namespace crossrc::isa;
namespace fs = std::filesystem;

namespace {

/// A program by the name of a compiler, in a directory that is all of PATH.
struct Asked {
  TemporaryDirectory directory{fs::temp_directory_path()};
  std::string path = std::getenv("PATH");
  int count = 0;

  Asked() {
    ::setenv("PATH", directory.path().c_str(), 1);
    install("some-gcc");
  }
  Asked(const Asked&) = delete;
  Asked& operator=(const Asked&) = delete;
  ~Asked() {
    ::setenv("PATH", path.c_str(), 1);
    ::unsetenv("CCC_OVERRIDE_OPTIONS");
  }

  void install(const std::string& name, const fs::path& program = "/proc/self/exe") const {
    const fs::path file = directory.path() / name;
    fs::remove(file);
    fs::copy_file(fs::canonical(program), file);
  }
  /// By an object of its own each time, as each process has it.
  Needs needs_of(const std::string& compiler = "some-gcc", const std::string& flag = "-march=x") {
    Answers answers(directory.path() / "kept", [&](const auto&, const auto& flags) {
      ++count;
      if (flags.front() == "-mwrong") throw InputError("some-gcc: -mwrong");
      return Needs{{"-ma", "-mb"}, {"-mb"}, {"-Xclang", "-mno-b"}};
    });
    return answers.needs_of(compiler, {flag, "-O2"});
  }
};

/// Not in a build directory of Portage's, where others may write: nothing is kept there.
boost::test_tools::assertion_result is_ours(boost::unit_test::test_unit_id /*suite*/) {
  return find_exposures({fs::temp_directory_path()}, ::geteuid()).empty();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(answers, Asked, *boost::unit_test::precondition(is_ours))

BOOST_AUTO_TEST_CASE(an_answer_is_kept_as_it_was) {
  for (int i = 0; i < 3; ++i) {
    const Needs needs = needs_of();
    BOOST_TEST(needs.enable == (std::vector<std::string>{"-ma", "-mb"}));
    BOOST_TEST(needs.lacking == std::vector<std::string>{"-mb"});
    BOOST_TEST(needs.disable == (std::vector<std::string>{"-Xclang", "-mno-b"}));
  }
  BOOST_TEST(count == 1);
}

BOOST_AUTO_TEST_CASE(other_flags_and_compilers_are_asked) {
  needs_of();
  needs_of("some-gcc", "-march=y");
  BOOST_TEST(count == 2);
  install("other-gcc");
  needs_of("other-gcc");
  needs_of("some-gcc -m32");
  BOOST_TEST(count == 4);
}

BOOST_AUTO_TEST_CASE(a_changed_compiler_is_asked_again) {
  needs_of();
  install("some-gcc");
  needs_of();
  BOOST_TEST(count == 2);
  TemporaryDirectory before{fs::temp_directory_path()};
  fs::copy_file("/proc/self/exe", before.path() / "some-gcc");
  ::setenv("PATH", (before.path().string() + ":" + std::getenv("PATH")).c_str(), 1);
  needs_of();
  BOOST_TEST(count == 3);
}

BOOST_AUTO_TEST_CASE(a_launcher_before_it_does_not_count) {
  install("ccache", "/bin/true");
  needs_of("ccache some-gcc");
  install("ccache", "/bin/false");
  needs_of("ccache some-gcc");
  BOOST_TEST(count == 1);
  install("some-gcc");
  needs_of("ccache some-gcc");
  BOOST_TEST(count == 2);
}

BOOST_AUTO_TEST_CASE(variables_that_compilers_read_count) {
  needs_of();
  ::setenv("CCC_OVERRIDE_OPTIONS", "+-mno-a", 1);
  needs_of();
  BOOST_TEST(count == 2);
}

BOOST_AUTO_TEST_CASE(a_library_of_the_compiler_counts) {
  const auto text = circumstances_of({"some-gcc"}).value();
  BOOST_TEST(text.find("libc.so.6 ") != std::string::npos);
  BOOST_TEST(text.find("\ncpu ") == std::string::npos);
  BOOST_TEST(text.starts_with("cpu "));
}

BOOST_AUTO_TEST_CASE(rustc_takes_words_from_c_compilers) {
  install("rustc");
  install("clang");
  const auto before = circumstances_of({"rustc"});
  install("clang");
  BOOST_TEST((before.has_value() && before != circumstances_of({"rustc"})));
}

BOOST_AUTO_TEST_CASE(a_script_may_call_anything_and_is_asked_each_time) {
  replace_file(directory.path() / "some-gcc", "#!/bin/sh\nexec gcc \"$@\"\n", 0755);
  needs_of();
  needs_of();
  BOOST_TEST(count == 2);
}

BOOST_AUTO_TEST_CASE(errors_are_not_kept) {
  for (int i = 0; i < 2; ++i) BOOST_CHECK_THROW(needs_of("some-gcc", "-mwrong"), InputError);
  BOOST_TEST(count == 2);
}

BOOST_AUTO_TEST_CASE(what_is_kept_damaged_is_asked_again) {
  needs_of();
  const fs::path file = fs::directory_iterator(directory.path() / "kept")->path();
  std::string text = read_file(file);
  text.replace(text.find("lacking "), 8, "lacked: ");
  replace_file(file, text);
  needs_of();
  BOOST_TEST(count == 2);
  needs_of();
  BOOST_TEST(count == 2);
}

BOOST_AUTO_TEST_SUITE_END()
