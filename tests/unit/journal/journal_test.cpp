#define BOOST_TEST_DYN_LINK
#include "../isa/workshop.hpp"
#include "base/error.hpp"
#include "journal/journal.hpp"

#include <sys/stat.h>
#include <thread>

using namespace crossrc;
using crossrc::journal::Command;
using crossrc::journal::Tool;
using crossrc::test::Workshop;
namespace fs = std::filesystem;

namespace {

struct Journal : Workshop {
  const fs::path file = path() / "commands";

  const Command link{Tool::compiler, "/usr/bin/gcc",     "/tree/a b", {"gcc", "-o", "", "x\ny"},
                     {"CPATH=/x"},   1234567890123456789};
  const Command copy{Tool::copier, "/bin/cp", "/", {"cp", "a", "b"}, {}, 0};

  void write_both() const {
    journal::Writer writer(file);
    writer.append(link);
    writer.append(copy);
  }
  [[nodiscard]] std::string complaint(const std::string& content) const {
    write("commands", content);
    try {
      journal::read(file);
    } catch (const InputError& error) {
      const std::string text = error.what();
      return text.substr(text.find(file.native()) + file.native().size());
    }
    return "";
  }
};

void check_equal(const Command& left, const Command& right) {
  BOOST_TEST((left.tool == right.tool));
  BOOST_TEST(left.started == right.started);
  BOOST_TEST(left.program == right.program);
  BOOST_TEST(left.directory == right.directory);
  BOOST_TEST(left.argv == right.argv, boost::test_tools::per_element());
  BOOST_TEST(left.environment == right.environment, boost::test_tools::per_element());
}

std::string record(const std::string& payload) {
  const auto length = static_cast<unsigned>(payload.size());
  std::string text;
  for (unsigned i = 0; i < 4; ++i) text += static_cast<char>(length >> (8 * i));
  return text + payload;
}

const std::string k_heading = "crossrc journal 2\n";

} // namespace

BOOST_FIXTURE_TEST_SUITE(journal_file, Journal)

BOOST_AUTO_TEST_CASE(gives_back_what_was_put_in) {
  write_both();
  const auto commands = journal::read(file);
  BOOST_REQUIRE(commands.size() == 2U);
  check_equal(commands[0], link);
  check_equal(commands[1], copy);
}

BOOST_AUTO_TEST_CASE(a_missing_or_empty_file_is_an_empty_journal) {
  BOOST_TEST(journal::read(file).empty());
  write("commands", "");
  BOOST_TEST(journal::read(file).empty());
  const journal::Writer writer(file);
  BOOST_TEST(read_file(file) == k_heading);
  BOOST_TEST(journal::read(file).empty());
}

BOOST_AUTO_TEST_CASE(a_later_phase_goes_on_in_the_same_file) {
  write_both();
  write_both();
  BOOST_TEST(journal::read(file).size() == 4U);
}

BOOST_AUTO_TEST_CASE(writers_at_once_do_not_mix_records) {
  {
    std::vector<std::jthread> writers;
    journal::Writer first(file); // the heading
    for (int i = 0; i < 4; ++i) {
      writers.emplace_back([this] {
        journal::Writer writer(file);
        for (int n = 0; n < 200; ++n) writer.append(link);
      });
    }
  }
  const auto commands = journal::read(file);
  BOOST_TEST(commands.size() == 800U);
  for (const Command& command : commands) BOOST_TEST_REQUIRE(command.argv == link.argv);
}

BOOST_AUTO_TEST_CASE(a_record_that_was_cut_ends_it) {
  write_both();
  const std::string whole = read_file(file);
  write("commands", whole.substr(0, whole.size() - 30));
  for (size_t size = k_heading.size(); size < whole.size(); ++size) {
    write("commands", whole.substr(0, size));
    BOOST_TEST_REQUIRE(journal::read(file).size() < 2U);
  }
}

BOOST_AUTO_TEST_CASE(a_length_that_lies_ends_it) {
  write("commands", k_heading + std::string("\xff\xff\xff\xff", 4) + "abc");
  BOOST_TEST(journal::read(file).empty());
}

BOOST_AUTO_TEST_CASE(another_file_is_refused) {
  BOOST_TEST(complaint("#!/bin/sh\n") ==
             ": no journal: expected \"crossrc journal 2\" in its first line");
  BOOST_TEST(complaint("crossrc journal 1\n") ==
             ": no journal: expected \"crossrc journal 2\" in its first line");
}

BOOST_AUTO_TEST_CASE(damaged_records_are_refused_with_their_place) {
  using namespace std::string_literals;
  BOOST_TEST(complaint(k_heading + record("0\0"
                                          "7\0a\0b"s)) ==
             ": offset 18: damaged journal: expected a string that ends in NUL");
  BOOST_TEST(complaint(k_heading + record("9\0"
                                          "7\0a\0b\0000\0"s)) ==
             ": offset 18: damaged journal: expected a number up to 7");
  BOOST_TEST(complaint(k_heading + record("-1\0"
                                          "7\0a\0b\0000\0"s)) ==
             ": offset 18: damaged journal: expected a number up to 7");
  BOOST_TEST(complaint(k_heading + record("0\0"
                                          "7\0a\0b\000999\0"s)) ==
             ": offset 18: damaged journal: expected a number up to 12");
  BOOST_TEST(complaint(k_heading + record("0\0"
                                          "7\0a\0b\0003\0x\0"s)) ==
             ": offset 18: damaged journal: expected a string that ends in NUL");
  BOOST_TEST(complaint(k_heading + record("")) ==
             ": offset 18: damaged journal: expected a string that ends in NUL");
}

BOOST_AUTO_TEST_CASE(a_pipe_stops_nobody) {
  const auto pipe = path() / "pipe";
  BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  BOOST_CHECK_THROW(journal::Writer{pipe}, SystemError);
  BOOST_CHECK_THROW(journal::read(pipe), InputError);
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_told) {
  if (!fs::exists("/dev/full")) return;
  BOOST_CHECK_EXCEPTION(journal::Writer("/dev/full"), SystemError,
                        [](const SystemError& error) { return error.error_number() == ENOSPC; });
}

BOOST_AUTO_TEST_SUITE_END()
