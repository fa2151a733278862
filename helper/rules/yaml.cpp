#include "rules/yaml.hpp"

#include "base/printable.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace crossrc::rules {
namespace {

bool is_control(char c) {
  return (c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == '\x7f';
}

Place place_of_byte(std::string_view text, size_t offset, const std::string& file) {
  const std::string_view before = text.substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n');
  const size_t column = before.size() - (before.rfind('\n') + 1); // npos + 1 is 0
  return {file, static_cast<int>(line) + 1, static_cast<int>(column) + 1};
}

std::string_view from_mark(const YAML::Mark& mark, std::string_view text) {
  return mark.pos < 0 ? std::string_view()
                      : text.substr(std::min(static_cast<size_t>(mark.pos), text.size()));
}

/// What yaml-cpp missed, where its own words only say what it did not find.
std::string expected_instead(std::string_view message) {
  using Row = std::pair<std::string_view, std::string_view>;
  constexpr std::array<Row, 7> rows = {{
      {"illegal EOF in scalar", "a quote is never closed"},
      {"end of map not found", "expected all keys of a map in one column"},
      {"illegal map value", "expected all keys of a map in one column"},
      {"end of sequence not found", "expected each item of a list behind a \"-\" in one column"},
      {"illegal block entry", "expected each item of a list behind a \"-\" in one column"},
      {"end of sequence flow not found", "expected \",\" or \"]\""},
      {"end of map flow not found", "expected \",\" or \"}\""},
  }};
  const auto* row =
      std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.first == message; });
  return row == rows.end() ? "" : fmt::format("; {}", row->second);
}

/// What most often is behind yaml-cpp's word: a tab, or an atom that begins like something else.
std::string hint_for(const YAML::Mark& mark, std::string_view text) {
  const std::string_view rest = from_mark(mark, text);
  const std::string_view before = text.substr(0, text.size() - rest.size());
  const size_t line = before.rfind('\n') + 1; // npos + 1 is 0
  const std::string_view indentation =
      text.substr(line, text.find_first_not_of(" \t", line) - line);
  if (indentation.find('\t') != std::string_view::npos) {
    return ": indent with spaces, not with tabs";
  }
  for (const std::string_view place :
       {rest.substr(0, 1), before.substr(before.size() - std::min<size_t>(1, before.size()))}) {
    if (!place.empty() && std::string_view("*&!>|@`%").find(place) != std::string_view::npos) {
      return fmt::format(": quote a word that begins with \"{}\"", place);
    }
  }
  return "";
}

} // namespace

void check_characters(std::string_view text, const std::string& file) {
  size_t offset = 0;
  while (offset < text.size()) {
    const size_t length = length_of_character(text.substr(offset));
    if (length == 0) {
      throw DocumentError(place_of_byte(text, offset, file), "expected plain text in UTF-8");
    }
    if (is_control(text[offset])) {
      throw DocumentError(place_of_byte(text, offset, file),
                          "expected plain text in UTF-8, found a control character");
    }
    offset += length;
  }
}

DocumentError not_yaml(const YAML::Exception& error, std::string_view text,
                       const std::string& file) {
  return {place_of(error.mark, text, file),
          fmt::format("not YAML: {}{}{}", error.msg, expected_instead(error.msg),
                      hint_for(error.mark, text))};
}

Place place_of(const YAML::Mark& mark, std::string_view text, const std::string& file) {
  const size_t end = text.size() - from_mark(mark, text).size();
  int column = 1;
  for (size_t at = end; at > 0 && text[at - 1] != '\n'; --at) {
    const bool begins_a_character = (static_cast<unsigned char>(text[at - 1]) & 0xc0) != 0x80;
    column += begins_a_character ? 1 : 0;
  }
  return {file, mark.line + 1, column};
}

bool is_closed(const YAML::Mark& mark, std::string_view text) {
  const std::string_view rest = from_mark(mark, text);
  if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) return true;
  for (size_t at = 1; at < rest.size(); ++at) {
    if (rest.front() == '"' && rest[at] == '\\') {
      ++at;
    } else if (rest[at] == rest.front()) {
      if (rest.front() == '"' || rest.substr(at + 1, 1) != "'") return true;
      ++at; // '' is a quote inside
    }
  }
  return false;
}

std::string_view name_at(const YAML::Mark& mark, std::string_view text) {
  const std::string_view rest = from_mark(mark, text);
  const size_t end = std::min(rest.find_first_of(" \t\r\n,]}"), rest.size());
  return rest.substr(std::min<size_t>(1, end), end - std::min<size_t>(1, end));
}

} // namespace crossrc::rules
