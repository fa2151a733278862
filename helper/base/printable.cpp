#include "base/printable.hpp"

#include <algorithm>
#include <array>

namespace crossrc {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Cc but for newline and tab, Cf, Zl and Zp of Unicode 15; of what is not assigned, the block of
// tags.
constexpr std::array k_unseen = std::to_array<Range>({
    {0x00, 0x08},       {0x0b, 0x1f},       {0x7f, 0x9f},       {0xad, 0xad},
    {0x600, 0x605},     {0x61c, 0x61c},     {0x6dd, 0x6dd},     {0x70f, 0x70f},
    {0x890, 0x891},     {0x8e2, 0x8e2},     {0x180e, 0x180e},   {0x200b, 0x200f},
    {0x2028, 0x202e},   {0x2060, 0x206f},   {0xfeff, 0xfeff},   {0xfff9, 0xfffb},
    {0x110bd, 0x110bd}, {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3},
    {0x1d173, 0x1d17a}, {0xe0000, 0xe007f},
});

bool is_unseen(char32_t character) {
  const auto* range =
      std::find_if(k_unseen.begin(), k_unseen.end(), [&](Range r) { return character <= r.last; });
  return range != k_unseen.end() && character >= range->first;
}

/// Of UTF-8 that is valid.
char32_t decode(std::string_view character) {
  const auto first = static_cast<unsigned char>(character.front());
  if (character.size() == 1) return first;
  char32_t value = first & (0x7fU >> character.size());
  for (const char byte : character.substr(1))
    value = value << 6U | (static_cast<unsigned char>(byte) & 0x3fU);
  return value;
}

} // namespace

size_t length_of_character(std::string_view text) {
  const auto byte = [&](size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
  const bool beyond = (first == 0xed && byte(1) > 0x9f) || (first == 0xf4 && byte(1) > 0x8f);
  return overlong || beyond ? 0 : length;
}

std::string_view beginning(std::string_view text, size_t limit) {
  if (text.size() <= limit) return text;
  const auto continues = [&](size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U;
  };
  size_t end = limit;
  while (end > 0 && limit - end < 3 && continues(end)) --end;
  return text.substr(0, continues(end) ? limit : end);
}

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const size_t length = length_of_character(text);
    const std::string_view character = text.substr(0, std::max<size_t>(length, 1));
    if (length == 0 || is_unseen(decode(character)))
      result += '?';
    else
      result += character;
    text.remove_prefix(character.size());
  }
  return result;
}

} // namespace crossrc
