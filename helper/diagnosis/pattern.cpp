#include "diagnosis/pattern.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cctype>

namespace crossrc::diagnosis {
namespace {

bool same_letter(char one, char other) {
  return std::tolower(static_cast<unsigned char>(one)) ==
         std::tolower(static_cast<unsigned char>(other));
}

size_t find_text(std::string_view text, std::string_view piece, size_t from) {
  const auto start = text.begin() + static_cast<std::ptrdiff_t>(std::min(from, text.size()));
  const auto found = std::search(start, text.end(), piece.begin(), piece.end(), same_letter);
  const bool is_there = found != text.end() || piece.empty();
  return is_there ? static_cast<size_t>(found - text.begin()) : std::string_view::npos;
}

std::string last_word(std::string_view text) {
  auto all = words(text);
  return all.empty() ? "" : all.back();
}

std::string first_word(std::string_view text) {
  auto all = words(text);
  return all.empty() ? "" : all.front();
}

} // namespace

std::optional<std::string> find_pattern(std::string_view pattern, std::string_view line) {
  std::string wanted;
  size_t position = 0;    // in line, behind the pieces so far
  char gap = '*';         // what stands before the next piece
  bool any_piece = false; // so far
  while (true) {
    const size_t end = std::min(pattern.find_first_of("*%"), pattern.size());
    const std::string_view piece = pattern.substr(0, end);
    const bool is_last = end == pattern.size();
    const size_t found = is_last && piece.empty() ? line.size() : find_text(line, piece, position);
    if (found == std::string_view::npos) return std::nullopt;
    if (gap == '%') {
      const std::string_view between = line.substr(position, found - position);
      wanted = any_piece ? first_word(between) : last_word(between);
    }
    any_piece = any_piece || !piece.empty();
    position = found + piece.size();
    if (is_last) return wanted;
    gap = pattern[end];
    pattern.remove_prefix(end + 1);
  }
}

} // namespace crossrc::diagnosis
