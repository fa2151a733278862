#include "base/shell.hpp"

#include "base/error.hpp"

#include <algorithm>

namespace crossrc {
namespace {

// Not isalnum(3): what counts as a letter must not depend on the locale.
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// No "=": behind a bare word it would be an assignment; no "~": bash expands it.
constexpr std::string_view k_plain = "_-./:+,@%";

bool is_plain(char c) {
  return is_letter(c) || is_digit(c) || k_plain.find(c) != std::string_view::npos;
}

} // namespace

std::string shell_quote(std::string_view value) {
  if (value.find('\0') != std::string_view::npos) {
    throw InputError("a value for the environment must not hold a NUL byte");
  }
  if (!value.empty() && std::all_of(value.begin(), value.end(), is_plain))
    return std::string(value);
  std::string quoted = "'";
  for (const char c : value) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

bool is_variable_name(std::string_view name) {
  const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '_'; };
  return !name.empty() && !is_digit(name.front()) && std::all_of(name.begin(), name.end(), fits);
}

} // namespace crossrc
