#include "portage/command.hpp"

#include "base/error.hpp"

#include <cctype>
#include <fmt/format.h>

namespace crossrc::portage {
namespace {

using Value = std::function<std::string(const std::string&)>;

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Takes the name behind a '$' from the front of `text`; empty where there is none.
std::string take_name(std::string_view& text) {
  const bool braces = text.starts_with('{');
  if (braces) text.remove_prefix(1);
  std::string name;
  while (!text.empty() && is_name_character(text.front())) {
    name += text.front();
    text.remove_prefix(1);
  }
  if (!braces) return name;
  if (!text.starts_with('}')) throw Error(fmt::format("\"${{{}\" has no end", name));
  text.remove_prefix(1);
  return name;
}

std::string expanded(std::string_view text, const Value& value) {
  std::string result;
  bool single = false;
  while (!text.empty()) {
    const char first = text.front();
    text.remove_prefix(1);
    if (first == '\'') single = !single;
    if (first != '$' || single) {
      result += first;
    } else {
      const std::string name = take_name(text);
      result += name.empty() ? "$" : value(name);
    }
  }
  return result;
}

} // namespace

std::vector<std::string> command_words(std::string_view text, const Value& value) {
  std::vector<std::string> words{""};
  const std::string line = expanded(text, value);
  char quote = '\0';
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '\\' && quote != '\'' && i + 1 < line.size()) {
      words.back() += line[++i];
    } else if (quote != '\0') {
      if (c == quote)
        quote = '\0';
      else
        words.back() += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (std::isspace(static_cast<unsigned char>(c)) == 0) {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (quote != '\0') throw Error(fmt::format("a quote in \"{}\" is not closed", text));
  if (words.back().empty()) words.pop_back();
  return words;
}

} // namespace crossrc::portage
