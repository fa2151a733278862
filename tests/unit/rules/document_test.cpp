#define BOOST_TEST_DYN_LINK
#include "rules/document.hpp"

#include "base/file.hpp"

#include <boost/test/unit_test.hpp>
#include <sys/stat.h>

using namespace crossrc;
using namespace crossrc::rules;

namespace {

std::string error_of(const std::string& text) {
  try {
    parse_document(text, "f");
  } catch (const DocumentError& error) {
    return error.what();
  }
  return "no error";
}

std::string error_of_file(const std::filesystem::path& path) {
  try {
    read_document(path);
  } catch (const DocumentError& error) {
    return error.message();
  }
  return "no error";
}

} // namespace

BOOST_AUTO_TEST_SUITE(document)

BOOST_AUTO_TEST_CASE(nodes_know_their_places) {
  const Node root = parse_document("# c\nkey:\n  - {a: b}\n  - \"q\"\n", "f");
  BOOST_REQUIRE(root.kind == Kind::map);
  BOOST_TEST(root.entries[0].key.place().text() == "f:2:1");
  const Node& list = root.entries[0].value;
  BOOST_REQUIRE_EQUAL(list.items.size(), 2U);
  BOOST_TEST(list.items[0].place().text() == "f:3:5");
  BOOST_TEST(list.items[0].entries[0].value.place().text() == "f:3:9");
  BOOST_TEST(list.items[1].place().text() == "f:4:5");
}

BOOST_AUTO_TEST_CASE(columns_count_characters_not_bytes) {
  const Node root = parse_document("{\xc3\xa4\xc3\xb6: x}", "f");
  BOOST_TEST(root.entries[0].value.column == 6);
}

BOOST_AUTO_TEST_CASE(scalars_stay_as_written) {
  const Node root = parse_document("[010, yes, 1.10, 'it''s', \"a\\tb\", \"\"]", "f");
  const std::vector<std::string> expected{"010", "yes", "1.10", "it's", "a\tb", ""};
  for (size_t i = 0; i < expected.size(); ++i) {
    BOOST_TEST((root.items[i].kind == Kind::scalar));
    BOOST_TEST(root.items[i].text == expected[i]);
  }
}

BOOST_AUTO_TEST_CASE(only_unquoted_words_are_null) {
  const Node root = parse_document("[null, ~, NULL, 'null', \"~\", nul]", "f");
  const std::vector<bool> expected{true, true, true, false, false, false};
  for (size_t i = 0; i < expected.size(); ++i)
    BOOST_TEST((root.items[i].kind == Kind::null) == expected[i]);
}

BOOST_AUTO_TEST_CASE(keys_may_repeat_here) {
  BOOST_TEST(parse_document("a: 1\na: 2\n", "f").entries.size() == 2U);
}

BOOST_AUTO_TEST_CASE(nothing_at_all_is_a_null_node) {
  for (const char* text : {"", "\n", "# only this", "---\n", "---\n...\n", "\xef\xbb\xbf"})
    BOOST_TEST((parse_document(text, "f").kind == Kind::null), text);
}

BOOST_AUTO_TEST_CASE(depth_has_a_limit) {
  const std::string open(32, '[');
  const std::string close(32, ']');
  BOOST_TEST(error_of(open + close) == "no error");
  BOOST_TEST(error_of("[" + open + close + "]") == "f:1:33: nested deeper than 32 levels");
  BOOST_TEST(!error_of(std::string(2000000, '[')).empty());
  BOOST_TEST(error_of(std::string(40, '[') + std::string(40, ']')) ==
             "f:1:33: nested deeper than 32 levels");
}

BOOST_AUTO_TEST_CASE(nothing_expands) {
  BOOST_TEST(error_of("- a\n- &b c").starts_with("f:2:3: anchors are not read here"));
  BOOST_TEST(error_of("- a\n- *b").starts_with("f:2:3: not YAML: the referenced anchor"));
  BOOST_TEST(error_of("&b a: c").starts_with("f:1:1: anchors are not read here"));
}

BOOST_AUTO_TEST_CASE(what_yaml_cpp_says_gets_a_place_and_a_hint) {
  BOOST_TEST(error_of("a: b\nc: %d") ==
             "f:2:4: not YAML: unknown token: quote a word that begins with \"%\"");
  BOOST_TEST(error_of("a: [b\nc: d") ==
             "f:2:2: not YAML: end of sequence flow not found; expected \",\" or \"]\"");
  BOOST_TEST(error_of("a: b\n c: d") ==
             "f:2:3: not YAML: illegal map value; expected all keys of a map in one column");
}

BOOST_AUTO_TEST_CASE(a_quote_that_is_never_closed_is_refused) {
  for (const char* text :
       {"a: 'b\n\nc", "a: \"b\\\"", "a: 'it''s", "'a: b", "a: \"b\n", "'a: b\n"}) {
    BOOST_TEST(error_of(text).find("a quote is never closed") != std::string::npos);
  }
  BOOST_TEST(parse_document("a: 'it''s'", "f").entries[0].value.text == "it's");
  BOOST_TEST(parse_document("a: \"b\\\"c\"", "f").entries[0].value.text == "b\"c");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_named_by_line_and_column) {
  using namespace std::string_literals;
  BOOST_TEST(error_of("a: b\nc\0d"s) ==
             "f:2:2: expected plain text in UTF-8, found a control character");
  BOOST_TEST(error_of("\n\n \xff"s) == "f:3:2: expected plain text in UTF-8");
  BOOST_TEST(error_of("\xed\xa0\x80"s) == "f:1:1: expected plain text in UTF-8");
  BOOST_TEST(error_of("a: \xc0\xaf"s) == "f:1:4: expected plain text in UTF-8");
  BOOST_TEST(parse_document("a: \xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", "f").entries.size() == 1U);
}

BOOST_AUTO_TEST_CASE(only_regular_files_of_a_sane_size_are_opened) {
  const TemporaryDirectory directory("/tmp");
  const auto path = directory.path() / "r.yaml";
  replace_file(path, "a: b\n");
  BOOST_TEST(read_document(path).entries[0].value.place().text() == path.string() + ":1:4");
  BOOST_TEST(error_of_file(directory.path()) == "expected a regular file");
  BOOST_TEST(error_of_file("/dev/zero") == "expected a regular file");
  const auto fifo = directory.path() / "fifo";
  BOOST_REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  BOOST_TEST(error_of_file(fifo) == "expected a regular file");
  BOOST_CHECK_THROW(read_document(directory.path() / "none"), SystemError);
  replace_file(path, "");
  std::filesystem::resize_file(path, (size_t{4} << 20U) + 1);
  BOOST_TEST(error_of_file(path) == "larger than 4 MiB");
}

BOOST_AUTO_TEST_SUITE_END()
