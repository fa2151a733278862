#define BOOST_TEST_DYN_LINK
#include "base/file.hpp"
#include "base/untrusted.hpp"

#include <boost/test/unit_test.hpp>
#include <sys/stat.h>

using namespace crossrc;
namespace fs = std::filesystem;

namespace {

struct Corner {
  TemporaryDirectory directory{fs::temp_directory_path()};
  fs::path path = directory.path();

  [[nodiscard]] std::string read(const fs::path& name, size_t limit = 100,
                                 Part part = Part::head) const {
    return read_untrusted(path, name, limit, part).value_or("nothing");
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(untrusted, Corner)

BOOST_AUTO_TEST_CASE(regular_files_are_read_from_either_end) {
  replace_file(path / "f", "0123456789");
  BOOST_TEST(read("f") == "0123456789");
  BOOST_TEST(read("f", 3) == "012");
  BOOST_TEST(read("f", 3, Part::tail) == "789");
  BOOST_TEST(read("missing") == "nothing");
  replace_file(path / "empty", "");
  BOOST_TEST(read("empty").empty());
}

BOOST_AUTO_TEST_CASE(links_and_ways_out_are_not_followed) {
  fs::create_directory(path / "in");
  replace_file(path / "secret", "x");
  fs::create_symlink(path / "secret", path / "in/link");
  fs::create_directory_symlink(path / "in", path / "way");
  replace_file(path / "in/f", "f");
  BOOST_TEST(read_untrusted(path / "in", "link", 10, Part::head).value_or("no") == "no");
  BOOST_TEST(read_untrusted(path / "in", "../secret", 10, Part::head).value_or("no") == "no");
  BOOST_TEST(read_untrusted(path / "in", "/etc/passwd", 10, Part::head).value_or("no") == "no");
  BOOST_TEST(read("way/f") == "nothing");
  BOOST_TEST(read("in/f") == "f");
}

BOOST_AUTO_TEST_CASE(what_is_no_regular_file_is_nothing) {
  BOOST_TEST(::mkfifo((path / "fifo").c_str(), 0600) == 0);
  BOOST_TEST(read("fifo") == "nothing");
  BOOST_TEST(read(".") == "nothing");
  BOOST_TEST(read_untrusted("/dev", "zero", 10, Part::head).value_or("no") == "no");
}

BOOST_AUTO_TEST_CASE(harmless_text_is_one_line_of_limited_length) {
  BOOST_TEST(harmless("a\x1b[2J\nb\x7f", 100) == "a?[2J?b?");
  BOOST_TEST(harmless("abcdef", 3) == "abc...");
  BOOST_TEST(harmless("ümlaut", 100) == "ümlaut");
  BOOST_TEST(harmless("aü", 2) == "a...");
  BOOST_TEST(harmless("a\tb\xc2\x9b", 100) == "a?b?");
}

BOOST_AUTO_TEST_SUITE_END()
