#include "portage/saved_environment.hpp"

#include "base/shell.hpp"

#include <algorithm>
#include <optional>

namespace crossrc::portage {
namespace {

constexpr std::string_view k_keyword = "declare ";

/// Reads one `declare` after the other.
class Reader {
public:
  explicit Reader(std::string_view text) : rest_(text) {}

  /// The next variable, or nothing at the end of the declarations. What is no plain variable has an
  /// empty name.
  std::optional<std::pair<std::string, std::string>> next();

private:
  [[nodiscard]] bool at_end() const { return rest_.empty() || rest_.front() == '\n'; }
  char take();
  std::string until(std::string_view ends);
  std::string quoted();
  std::string ansi_quoted();
  std::string escape();
  std::string number(size_t most, int base, std::string_view digits);
  std::string value();

  std::string_view rest_;
  bool broken_ = false;
};

char Reader::take() {
  if (rest_.empty()) {
    broken_ = true;
    return '\0';
  }
  const char c = rest_.front();
  rest_.remove_prefix(1);
  return c;
}

std::string Reader::until(std::string_view ends) {
  const std::string_view found = rest_.substr(0, rest_.find_first_of(ends));
  rest_.remove_prefix(found.size());
  return std::string(found);
}

std::string Reader::quoted() {
  std::string text;
  for (char c = take(); c != '"' && !broken_; c = take()) text += c == '\\' ? take() : c;
  return text;
}

std::string Reader::number(size_t most, int base, std::string_view digits) {
  const size_t length = std::min(most, std::min(rest_.size(), rest_.find_first_not_of(digits)));
  if (length == 0) return {};
  const int value = std::stoi(std::string(rest_.substr(0, length)), nullptr, base);
  rest_.remove_prefix(length);
  return {static_cast<char>(value)};
}

/// Of those that bash prints: bytes that are no text it gives as octal numbers.
std::string Reader::escape() {
  constexpr std::string_view k_octal = "01234567";
  if (!rest_.empty() && k_octal.find(rest_.front()) != std::string_view::npos)
    return number(3, 8, k_octal);
  const char c = take();
  if (c == 'x') return number(2, 16, "0123456789abcdefABCDEF");
  constexpr std::string_view k_names = "abefnrtvE";
  constexpr std::string_view k_values = "\a\b\x1b\f\n\r\t\v\x1b";
  const size_t known = k_names.find(c);
  return {known == std::string_view::npos ? c : k_values[known]};
}

std::string Reader::ansi_quoted() {
  std::string text;
  for (char c = take(); c != '\'' && !broken_; c = take()) {
    if (c == '\\')
      text += escape();
    else
      text += c;
  }
  return text;
}

/// To the end of the line, which quotes can hold more of.
std::string Reader::value() {
  std::string text;
  while (!at_end() && !broken_) {
    const char c = take();
    if (c == '"') {
      text += quoted();
    } else if (c == '$' && rest_.starts_with('\'')) {
      take();
      text += ansi_quoted();
    } else {
      text += c == '\\' ? take() : c;
    }
  }
  return text;
}

std::optional<std::pair<std::string, std::string>> Reader::next() {
  if (!rest_.starts_with(k_keyword)) return std::nullopt;
  rest_.remove_prefix(k_keyword.size());
  std::string attributes; // which Portage takes away where there is nothing to say
  if (rest_.starts_with('-')) {
    attributes = until(" \n");
    if (!at_end()) take();
  }
  std::string name = until("=\n");
  const bool has_value = !at_end();
  if (has_value) take();
  std::string content = value();
  if (!rest_.empty()) take();
  if (broken_) return std::nullopt;
  const bool is_plain = has_value && attributes.find_first_of("aA") == std::string::npos;
  if (!is_plain || !is_variable_name(name)) name.clear();
  return std::pair(std::move(name), std::move(content));
}

} // namespace

std::map<std::string, std::string> saved_variables(std::string_view text) {
  std::map<std::string, std::string> variables;
  Reader reader(text);
  while (auto variable = reader.next()) {
    if (!variable->first.empty()) variables.insert(std::move(*variable));
  }
  return variables;
}

} // namespace crossrc::portage
