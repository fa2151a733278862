#include "rules/yaml.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <new>
#include <vector>

namespace crossrc::rules {
namespace {

std::string_view view(const yaml_char_t* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

// The usual reasons why an atom, which is full of YAML's own characters, is not read as a word.
std::string hint(std::string_view context, char found) {
  if (context == "while scanning an alias") return ": quote a word that begins with \"*\"";
  if (context == "while scanning an anchor") return ": quote a word that begins with \"&\"";
  if (context == "while scanning a tag") return ": quote a word that begins with \"!\"";
  if (context == "while scanning a block scalar") {
    return ": quote a word that begins with \">\" or \"|\"";
  }
  if (context != "while scanning for the next token") return {};
  if (found == '\t') return ": indent with spaces, not with tabs";
  return fmt::format(": quote a word that begins with \"{}\"", found);
}

} // namespace

std::string_view Event::anchor() const {
  switch (type()) {
  case YAML_SCALAR_EVENT:
    return view(event_.data.scalar.anchor);
  case YAML_SEQUENCE_START_EVENT:
    return view(event_.data.sequence_start.anchor);
  case YAML_MAPPING_START_EVENT:
    return view(event_.data.mapping_start.anchor);
  case YAML_ALIAS_EVENT:
    return view(event_.data.alias.anchor);
  default:
    return {};
  }
}

std::string_view Event::tag() const {
  switch (type()) {
  case YAML_SCALAR_EVENT:
    return view(event_.data.scalar.tag);
  case YAML_SEQUENCE_START_EVENT:
    return view(event_.data.sequence_start.tag);
  case YAML_MAPPING_START_EVENT:
    return view(event_.data.mapping_start.tag);
  default:
    return {};
  }
}

std::string_view Event::text() const {
  return {reinterpret_cast<const char*>(event_.data.scalar.value), event_.data.scalar.length};
}

Events::Events(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {
  if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
  yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                               text.size());
}

void Events::next(Event& event) {
  if (yaml_parser_parse(&parser_, event.get()) == 0) fail();
}

Place Events::place(const yaml_mark_t& mark) const {
  return {file_, static_cast<int>(mark.line) + 1, static_cast<int>(mark.column) + 1};
}

void Events::fail() const {
  if (parser_.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
  const std::string_view problem = parser_.problem == nullptr ? "unreadable" : parser_.problem;
  if (parser_.error == YAML_READER_ERROR) {
    throw DocumentError(place_of_byte(parser_.problem_offset),
                        fmt::format("not plain text in UTF-8: {}", problem));
  }
  const yaml_mark_t& mark = parser_.problem_mark;
  const std::string_view context = parser_.context == nullptr ? "" : parser_.context;
  throw DocumentError(place(mark), fmt::format("not YAML: {}{}{}", problem, describe_context(),
                                               hint(context, character_at(mark))));
}

std::string Events::describe_context() const {
  if (parser_.context == nullptr) return {};
  const Place begin = place(parser_.context_mark);
  const Place end = place(parser_.problem_mark);
  if (begin.line == end.line) return fmt::format(" {}", parser_.context);
  return fmt::format(" {} from line {}, column {} on", parser_.context, begin.line, begin.column);
}

Place Events::place_of_byte(size_t offset) const {
  const std::string_view before = text_.substr(0, std::min(offset, text_.size()));
  const size_t line = static_cast<size_t>(std::count(before.begin(), before.end(), '\n'));
  const size_t column = before.size() - (before.rfind('\n') + 1); // npos + 1 is 0
  return {file_, static_cast<int>(line) + 1, static_cast<int>(column) + 1};
}

char Events::character_at(const yaml_mark_t& mark) const {
  const std::vector<std::string_view> lines = split(text_, '\n');
  if (mark.line >= lines.size() || mark.column >= lines[mark.line].size()) return '\n';
  return lines[mark.line][mark.column];
}

} // namespace crossrc::rules
