#define BOOST_TEST_DYN_LINK
#include "base/file.hpp"
#include "image/sysroot.hpp"

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace crossrc;
using crossrc::image::strip_sysroot;
using crossrc::image::without_sysroot;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(sysroot)

BOOST_AUTO_TEST_CASE(the_option_and_the_space_before_it_go) {
  BOOST_TEST(without_sysroot("CC=\"gcc --sysroot=/r/t -O2\"", "/r/t") == "CC=\"gcc -O2\"");
  BOOST_TEST(without_sysroot("CC=gcc --sysroot=/r/t/\nx", "/r/t") == "CC=gcc\nx");
  BOOST_TEST(without_sysroot("--sysroot=/r/t", "/r/t").empty());
  BOOST_TEST(without_sysroot("a --sysroot=/r/t --sysroot=/r/t'b", "/r/t") == "a'b");
}

BOOST_AUTO_TEST_CASE(longer_paths_and_other_roots_stay) {
  for (const std::string text : {"--sysroot=/r/tt", "--sysroot=/r/t-1", "--sysroot=/r/t/usr",
                                 "--sysroot=/r/t.old", "--sysroot=/other", "/r/t"})
    BOOST_TEST(without_sysroot(text, "/r/t") == text);
}

BOOST_AUTO_TEST_CASE(characters_of_expressions_are_characters) {
  BOOST_TEST(without_sysroot("x --sysroot=/r.+*[t y", "/r.+*[t") == "x y");
  BOOST_TEST(without_sysroot("x --sysroot=/rat y", "/r.t") == "x --sysroot=/rat y");
}

BOOST_AUTO_TEST_CASE(texts_change_in_place_and_nothing_else) {
  const TemporaryDirectory image(fs::temp_directory_path());
  const fs::path deep = image.path() / "usr/lib";
  fs::create_directories(deep);
  replace_file(deep / "config", "cc --sysroot=/r x", 0750);
  fs::create_hard_link(deep / "config", deep / "second");
  replace_file(deep / "binary", std::string("\0cc --sysroot=/r x", 18));
  replace_file(deep / "other", "cc");
  const auto time = fs::last_write_time(deep / "config");
  const auto stripped = strip_sysroot(image.path(), "/r");
  BOOST_TEST(stripped.failed.empty());
  BOOST_TEST(stripped.changed.size() == 1U);
  BOOST_TEST(stripped.changed.at(0) == fs::path("/usr/lib/config"));
  BOOST_TEST(read_file(deep / "second") == "cc x");
  BOOST_TEST((fs::last_write_time(deep / "config") == time));
  BOOST_TEST((fs::status(deep / "config").permissions() == fs::perms(0750)));
  BOOST_TEST(read_file(deep / "binary").size() == 18U);
}

BOOST_AUTO_TEST_CASE(programs_of_the_build_alone_become_those_of_the_machine) {
  const TemporaryDirectory image(fs::temp_directory_path());
  replace_file(image.path() / "config",
               "A=/t/bin/pkg-config B=/t/bin/pkg-config-x C=/t/bin/other\n");
  replace_file(image.path() / "binary", std::string("\0/t/bin/pkg-config", 19));
  const auto changed = image::rename_programs(
      image.path(), "/t/bin",
      {{"pkg-config", "/usr/pkg-config"}, {"pkg-config-x", "/a/path/that/is/longer/pkg-config-x"}});
  BOOST_TEST(changed.changed.size() == 1U);
  BOOST_TEST(read_file(image.path() / "config") ==
             "A=/usr/pkg-config B=/t/bin/pkg-config-x C=/t/bin/other\n");
  BOOST_TEST(read_file(image.path() / "binary").size() == 19U);
}

BOOST_AUTO_TEST_CASE(the_option_is_found_wherever_pieces_of_a_long_text_meet) {
  const TemporaryDirectory image(fs::temp_directory_path());
  constexpr size_t k_piece = 32768;
  const std::string option = " --sysroot=/r/";
  std::string text;
  std::string expected;
  for (size_t i = 0; i < option.size() + 3; ++i) {
    const std::string before((i + 1) * k_piece - text.size() - i, 'x');
    text += before + option + "\n";
    expected += before + "\n";
  }
  text += "--sysroot=/r";
  replace_file(image.path() / "long", text);
  replace_file(image.path() / "longer", std::string(3 * k_piece - 5, 'x') + "--sysroot=/r/usr");
  BOOST_TEST(strip_sysroot(image.path(), "/r").changed.size() == 1U);
  BOOST_TEST((read_file(image.path() / "long") == expected));
}

BOOST_AUTO_TEST_CASE(one_that_fails_is_told_of_and_the_next_is_stripped) {
  const TemporaryDirectory image(fs::temp_directory_path());
  fs::create_directory(image.path() / "a");
  replace_file(image.path() / "a/second", "cc --sysroot=/r");
  replace_file(image.path() / "first", "cc --sysroot=/r");
  rlimit usual{};
  BOOST_REQUIRE(::getrlimit(RLIMIT_FSIZE, &usual) == 0);
  // nothing can be written: a signal that is ignored makes it an error
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit none{0, usual.rlim_max};
  BOOST_REQUIRE(::setrlimit(RLIMIT_FSIZE, &none) == 0);
  const auto stripped = strip_sysroot(image.path(), "/r");
  ::setrlimit(RLIMIT_FSIZE, &usual);
  std::signal(SIGXFSZ, handler);
  BOOST_TEST(stripped.changed.empty());
  BOOST_TEST(stripped.failed.size() == 2U);
  BOOST_TEST(read_file(image.path() / "first") == "cc --sysroot=/r");
}

BOOST_AUTO_TEST_SUITE_END()
