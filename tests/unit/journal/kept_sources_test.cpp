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
    command.started = long_after + ++commands;
    keeper.consider(command, "a.c");
    return command;
  }
  [[nodiscard]] std::string kept(const Command& command) const {
    return read_file_if_exists(kept_source(path() / "sources", command, "a.c")).value_or("none");
  }
  SourceKeeper keeper{path() / "sources"};
  int64_t commands = 0;
  int64_t long_after = now() + 60'000'000'000; ///< what is written before is old
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

BOOST_AUTO_TEST_CASE(what_was_written_just_before) {
  write("tree/b.adb", "body");
  write("tree/b.ads", "its declarations");
  Command command;
  command.directory = path() / "tree";
  command.started = now();
  keeper.consider(command, "b.adb");
  const auto copy = kept_source(path() / "sources", command, "b.adb");
  BOOST_TEST(read_file(copy) == "body");
  BOOST_TEST(read_file(std::filesystem::path(copy).replace_extension(".ads")) ==
             "its declarations");
}

BOOST_AUTO_TEST_CASE(what_was_written_while_others_were_compiled) {
  write("tree/a.c", "1");
  Command command;
  command.directory = path() / "tree";
  command.started = now() + 20'000'000'000;
  keeper.consider(command, "a.c");
  BOOST_TEST(kept(command) == "1");
  command.started += 1;
  sh("touch -d yesterday tree/a.c"); // as tar does
  SourceKeeper another(path() / "sources");
  another.consider(command, "a.c");
  BOOST_TEST(kept(command) == "none");
}

BOOST_AUTO_TEST_CASE(headers_that_were_written_just_before) {
  write("tree/lib/made.h", "its");
  write("tree/a.c",
        "#include <stdio.h>\n # include \"lib/made.h\"\n#include \"../tree/lib/made.h\"\n");
  Command command;
  command.directory = path() / "tree";
  command.started = now();
  keeper.consider(command, "a.c");
  const auto directory = kept_source(path() / "sources", command, "a.c").parent_path();
  BOOST_TEST(read_file(directory / "lib/made.h") == "its");
  BOOST_TEST(std::distance(std::filesystem::directory_iterator(directory), {}) == 2);
}

BOOST_AUTO_TEST_CASE(not_what_is_only_compiled_again) {
  compile("1");
  Command again;
  again.directory = path() / "tree";
  again.started = long_after;
  keeper.consider(again, "a.c");
  BOOST_TEST(kept(again) == "none");
}

BOOST_AUTO_TEST_CASE(not_what_is_large_or_no_file) {
  compile("1");
  BOOST_TEST(kept(compile(std::string(2 << 20, ' '))) == "none");
  Command command;
  command.started = long_after;
  command.directory = path() / "tree";
  keeper.consider(command, "-");
  keeper.consider(command, ".");
  keeper.consider(command, "../gone.c");
  BOOST_TEST(!std::filesystem::exists(path() / "sources"));
}

BOOST_AUTO_TEST_SUITE_END()
