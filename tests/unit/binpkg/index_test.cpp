#define BOOST_TEST_DYN_LINK
#include "base/error.hpp"
#include "base/file.hpp"
#include "binpkg/index.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <vector>

using namespace crossrc;
using namespace crossrc::binpkg;
namespace fs = std::filesystem;

namespace {

struct File {
  TemporaryDirectory directory{fs::temp_directory_path()};
  fs::path path = directory.path() / "Packages";

  [[nodiscard]] Fd open(std::string_view content) const {
    replace_file(path, content);
    return open_file(path, O_RDONLY);
  }

  [[nodiscard]] std::vector<std::string> blocks(std::string_view content) const {
    const Fd fd = open(content);
    IndexReader reader(fd.get(), "Packages");
    std::vector<std::string> found;
    while (const Block* const block = reader.next()) {
      reader.find(*block, {});
      found.push_back(std::to_string(block->line) + " " + std::string(block->text));
    }
    return found;
  }

  void check_damaged(std::string_view content, const std::string& message) const {
    BOOST_CHECK_EXCEPTION(static_cast<void>(blocks(content)), InputError,
                          [&](const InputError& error) {
                            BOOST_TEST(error.what() == message);
                            return error.what() == message;
                          });
  }
};

std::string with(std::string_view text, std::string_view key, std::string_view value) {
  const IndexReader reader(-1, "Packages");
  std::array<Field, 1> field{{{key}}};
  reader.find({text, 1}, field);
  std::string out;
  append_with(out, text, field[0], value);
  return out;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(packages_index, File) // not "index": strings.h has one

BOOST_AUTO_TEST_CASE(blocks_come_with_their_first_line) {
  const std::vector<std::string> expected{"1 A: 1\nB: 2\n", "4 CPV: a/b-1\n",
                                          "6 CPV: a/c-1\nX: \n"};
  BOOST_TEST(blocks("A: 1\nB: 2\n\nCPV: a/b-1\n\nCPV: a/c-1\nX: \n\n") == expected,
             boost::test_tools::per_element());
  BOOST_TEST(blocks("").empty());
}

BOOST_AUTO_TEST_CASE(a_block_may_be_larger_than_what_is_read_at_once) {
  std::string content;
  for (const size_t size : {size_t{1} << 20U, (size_t{1} << 20U) - 6, size_t{3'000'000}, size_t{1}})
    content += "KEY: " + std::string(size, 'x') + "\n\n";
  const std::vector<std::string> found = blocks(content);
  BOOST_REQUIRE_EQUAL(found.size(), 4U);
  BOOST_TEST(found[2].size() == 3'000'000U + 8U);
  BOOST_TEST(found[3] == "7 KEY: x\n");
}

BOOST_AUTO_TEST_CASE(every_border_of_a_read_is_a_good_border) {
  const size_t chunk = size_t{1} << 20U;
  for (size_t shift = 0; shift < 12; ++shift) {
    const std::string filler = "KEY: " + std::string(chunk - 12 + shift, 'x') + "\n\n";
    BOOST_TEST(blocks(filler + "A: 1\n\nB: 2\n\n").size() == 3U);
  }
}

BOOST_AUTO_TEST_CASE(empty_lines_at_the_end_are_nothing) {
  BOOST_TEST(blocks("A: 1\n\n\n\n").size() == 1U);
  BOOST_TEST(blocks("A: 1\n\n" + std::string(3'000'000, '\n')).size() == 1U);
}

BOOST_AUTO_TEST_CASE(damage_is_refused_with_its_line) {
  check_damaged("A: 1\n\nno colon\n\n", "Packages:3: expected a line \"KEY: value\"");
  check_damaged("A: 1\nB:2\n\n", "Packages:2: expected a line \"KEY: value\"");
  check_damaged("A: 1\nB:\n\n", "Packages:2: expected a line \"KEY: value\"");
  check_damaged("A: 1\n: 2\n\n", "Packages:2: expected a line \"KEY: value\"");
  check_damaged("A: 1\nB C: 2\n\n", "Packages:2: expected a line \"KEY: value\"");
  check_damaged("A: 1\n\n\nB: 2\n\n",
                "Packages:3: expected a line \"KEY: value\", not an empty one");
  check_damaged("A: 1\n\n" + std::string(3'000'000, '\n') + "B: 2\n\n",
                "Packages:3: expected a line \"KEY: value\", not an empty one");
  check_damaged("\nA: 1\n\n", "Packages:1: expected a line \"KEY: value\", not an empty one");
  check_damaged("A: 1\n\nB: 2\nC: ", "Packages:4: the file ends within this line");
  check_damaged("A: 1\n\nB: 2\n",
                "Packages:4: the file ends within a block, expected an empty line");
  check_damaged(std::string("A: 1\n\nB: \0\n\n", 12),
                "Packages:3: expected text, found a NUL byte or a carriage return");
  check_damaged("A: 1\r\n\nB: 2\n\n",
                "Packages:1: expected text, found a NUL byte or a carriage return");
}

BOOST_AUTO_TEST_CASE(a_wanted_key_stands_once) {
  BOOST_CHECK_EXCEPTION(
      with("CHOST: a\nCHOST: b\n", "CHOST", "x"), InputError, [](const InputError& error) {
        return std::string(error.what()) == "Packages:2: \"CHOST\" is there twice in this block";
      });
}

BOOST_AUTO_TEST_CASE(a_value_is_replaced_where_it_stands) {
  BOOST_TEST(with("B: 1\nCHOST: a\nCPV: c\n", "CHOST", "x") == "B: 1\nCHOST: x\nCPV: c\n");
  BOOST_TEST(with("CPV: c\nCHOST: a\n", "CHOST", "x") == "CPV: c\nCHOST: x\n");
  BOOST_TEST(with("B: 1\nCHOST: a\nCPV: c\n", "CHOST", "a") == "B: 1\nCHOST: a\nCPV: c\n");
}

BOOST_AUTO_TEST_CASE(an_empty_value_takes_the_line_away) {
  BOOST_TEST(with("B: 1\nCHOST: a\nCPV: c\n", "CHOST", "") == "B: 1\nCPV: c\n");
  BOOST_TEST(with("B: 1\nCHOST: \nCPV: c\n", "CHOST", "") == "B: 1\nCPV: c\n");
  BOOST_TEST(with("B: 1\nCPV: c\n", "CHOST", "") == "B: 1\nCPV: c\n");
}

BOOST_AUTO_TEST_CASE(a_new_field_goes_where_portage_sorts_it) {
  BOOST_TEST(with("BUILD_ID: 1\nCPV: c\n", "CHOST", "x") == "BUILD_ID: 1\nCHOST: x\nCPV: c\n");
  BOOST_TEST(with("A: 1\nB: 2\n", "CHOST", "x") == "A: 1\nB: 2\nCHOST: x\n");
  BOOST_TEST(with("CPV: c\n", "CHOST", "x") == "CHOST: x\nCPV: c\n");
  BOOST_TEST(with("MTIME: 1\nREPO: r\n", "USE", "x") == "USE: x\nMTIME: 1\nREPO: r\n");
  BOOST_TEST(with("DESC: d\nEAPI: 8\n", "DESCR", "x") == "DESCR: x\nDESC: d\nEAPI: 8\n");
}

BOOST_AUTO_TEST_SUITE_END()
