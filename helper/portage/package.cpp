#include "portage/package.hpp"

#include <algorithm>

namespace crossrc::portage {
namespace {

/// Begins with a word character, and goes on with those, `+`, `-` and `more`.
bool is_name(std::string_view text, std::string_view more) {
  return !text.empty() && is_word_character(text.front()) &&
         std::all_of(text.begin(), text.end(), [more](char c) {
           return is_word_character(c) || c == '+' || c == '-' ||
                  more.find(c) != std::string_view::npos;
         });
}

bool is_version_from(std::string_view pf, size_t hyphen) {
  return hyphen != std::string_view::npos && hyphen != 0 &&
         Version::parse(pf.substr(hyphen + 1)).has_value();
}

} // namespace

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_category(std::string_view text) {
  return is_name(text, ".");
}

bool is_package_name(std::string_view text) {
  return is_name(text, "") && !version_hyphen(text);
}

std::optional<size_t> version_hyphen(std::string_view pf) {
  const size_t last = pf.rfind('-');
  if (is_version_from(pf, last)) return last;
  if (last == 0 || last == std::string_view::npos) return std::nullopt;
  const size_t before_revision = pf.rfind('-', last - 1);
  if (is_version_from(pf, before_revision)) return before_revision;
  return std::nullopt;
}

std::optional<std::pair<std::string, Version>> split_pf(std::string_view pf) {
  const std::optional<size_t> hyphen = version_hyphen(pf);
  if (!hyphen || !is_package_name(pf.substr(0, *hyphen))) return std::nullopt;
  return std::pair(std::string(pf.substr(0, *hyphen)), *Version::parse(pf.substr(*hyphen + 1)));
}

} // namespace crossrc::portage
