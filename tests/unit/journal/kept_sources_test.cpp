#define BOOST_TEST_DYN_LINK
#include "../isa/workshop.hpp"
#include "base/file.hpp"
#include "journal/kept_sources.hpp"

#include <boost/test/unit_test.hpp>

using namespace crossrc;
using namespace crossrc::journal;
using crossrc::test::Workshop;

namespace {

struct Tree : Workshop {
  /// Writes a.c with `text`, and tells the keeper of a command that reads it.
  Command compile(const std::string& text) {
    write("tree/a.c", text);
    Command command;
    command.directory = path() / "tree";
    command.started = ++commands;
    keeper.consider(command, "a.c");
    return command;
  }
  [[nodiscard]] std::string kept(const Command& command) const {
    return read_file_if_exists(kept_source(path() / "sources", command, "a.c")).value_or("none");
  }
  SourceKeeper keeper{path() / "sources"};
  int64_t commands = 0;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(kept_sources, Tree)

BOOST_AUTO_TEST_CASE(from_the_second_of_a_name_on) {
  const Command first = compile("1");
  const Command second = compile("2");
  const Command third = compile("3");
  BOOST_TEST(kept(first) == "none");
  BOOST_TEST(kept(second) == "2");
  BOOST_TEST(kept(third) == "3");
  BOOST_TEST(kept_source("/s", third, "../a.c").filename() == "a.c");
}

BOOST_AUTO_TEST_CASE(not_what_is_only_compiled_again) {
  compile("1");
  Command again;
  again.directory = path() / "tree";
  again.started = 7;
  keeper.consider(again, "a.c");
  BOOST_TEST(kept(again) == "none");
}

BOOST_AUTO_TEST_CASE(not_what_is_large_or_no_file) {
  compile("1");
  BOOST_TEST(kept(compile(std::string(2 << 20, ' '))) == "none");
  Command command;
  command.directory = path() / "tree";
  keeper.consider(command, "-");
  keeper.consider(command, ".");
  keeper.consider(command, "../gone.c");
  BOOST_TEST(!std::filesystem::exists(path() / "sources"));
}

BOOST_AUTO_TEST_SUITE_END()
