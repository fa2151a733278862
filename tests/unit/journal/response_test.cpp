#define BOOST_TEST_DYN_LINK
#include "../isa/workshop.hpp"
#include "journal/response.hpp"

using crossrc::journal::expand_response_files;
using crossrc::journal::expand_rust_argument_files;
using crossrc::test::Workshop;

namespace {

using Words = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(response, Workshop)

BOOST_AUTO_TEST_CASE(words_take_the_place_of_the_file) {
  write("args", "-c a.c\n\t-o  a.o\n");
  BOOST_TEST((expand_response_files({"gcc", "-O2", "@args", "-g"}, path()) ==
              Words{"gcc", "-O2", "-c", "a.c", "-o", "a.o", "-g"}));
}

BOOST_AUTO_TEST_CASE(quotes_and_backslashes_as_libiberty_reads_them) {
  write("args", R"('a b' "c d" e\ f "g\"h" 'i"j' k'l m'n '' "" \\)");
  BOOST_TEST((expand_response_files({"x", "@args"}, path()) ==
              Words{"x", "a b", "c d", "e f", "g\"h", "i\"j", "kl mn", "", "", "\\"}));
}

// buildargv drops a backslash inside of single quotes as well, unlike a shell.
BOOST_AUTO_TEST_CASE(backslashes_count_inside_of_single_quotes) {
  write("args", R"('a\'b')");
  BOOST_TEST((expand_response_files({"x", "@args"}, path()) == Words{"x", "a'b"}));
}

BOOST_AUTO_TEST_CASE(files_name_files) {
  write("outer", "a @sub/inner d");
  write("sub/inner", "b c");
  BOOST_TEST((expand_response_files({"x", "@outer"}, path()) == Words{"x", "a", "b", "c", "d"}));
}

BOOST_AUTO_TEST_CASE(a_file_that_names_itself_ends) {
  write("loop", "a @loop");
  const Words words = expand_response_files({"x", "@loop"}, path());
  BOOST_TEST(words.size() > 2U);
  BOOST_TEST(words.size() < 3000U);
  BOOST_TEST(words.back() == "@loop");
  write("tree", "@tree @tree @tree");
  BOOST_TEST(expand_response_files({"x", "@tree"}, path()).size() < 10000U);
}

BOOST_AUTO_TEST_CASE(what_a_driver_passes_on_to_the_linker) {
  write("args", "-z 'a b'");
  BOOST_TEST((expand_response_files({"gcc", "-Wl,-s,@args,-x", "-Wl,@none", "-Wl,-s"}, path()) ==
              Words{"gcc", "-Wl,-s", "-Xlinker", "-z", "-Xlinker", "a b", "-Wl,-x", "-Wl,@none",
                    "-Wl,-s"}));
}

BOOST_AUTO_TEST_CASE(a_pipe_is_the_tools_to_read) {
  sh("mkfifo pipe");
  BOOST_TEST((expand_response_files({"x", "@pipe"}, path()) == Words{"x", "@pipe"}));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_stays) {
  sh("mkdir directory");
  BOOST_TEST((expand_response_files({"x", "@missing", "@directory", "@", "a@b"}, path()) ==
              Words{"x", "@missing", "@directory", "@", "a@b"}));
}

BOOST_AUTO_TEST_CASE(absolute_names_and_empty_files) {
  const auto file = write("args", "a");
  write("empty", " \n ");
  BOOST_TEST((expand_response_files({"x", "@" + file.native(), "@empty"}, "/nowhere") ==
              Words{"x", "a", "@empty"}));
  BOOST_TEST((expand_response_files({"x", "@empty"}, path()) == Words{"x"}));
}

BOOST_AUTO_TEST_CASE(of_rustc_a_line_is_an_argument_as_it_is) {
  write("args", "--cfg\nfeature=\"std\"\na b.rs\n@args\n");
  BOOST_TEST((expand_rust_argument_files({"rustc", "@args", "-O", "@none"}, path()) ==
              Words{"rustc", "--cfg", "feature=\"std\"", "a b.rs", "@args", "-O", "@none"}));
}

BOOST_AUTO_TEST_SUITE_END()
