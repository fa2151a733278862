#include "journal/named_files.hpp"

#include <algorithm>

namespace crossrc::journal {
namespace {

constexpr std::string_view k_script = "-T"; // ld(1): its value may be glued on

/// Adds what may be a name in the part of `word` from `at` to `end`.
void add_names(std::string_view word, size_t at, size_t end, std::vector<NamePart>& names) {
  const auto add = [&](size_t start) {
    const NamePart name{start, end - start};
    if (start < end && std::ranges::find(names, name) == names.end()) names.push_back(name);
  };
  const std::string_view part = word.substr(at, end - at);
  if (part.starts_with('@')) add(at + 1);
  if (const size_t equals = part.find('='); equals != std::string_view::npos) add(at + equals + 1);
  if (!part.starts_with('-')) {
    add(at);
    return;
  }
  if (part.starts_with(k_script)) add(at + k_script.size());
  if (const size_t slash = part.find('/'); slash != std::string_view::npos) add(at + slash);
}

} // namespace

std::vector<NamePart> names_in(std::string_view word) {
  std::vector<NamePart> names;
  add_names(word, 0, word.size(), names);
  for (size_t at = 0; at < word.size();) {
    const size_t end = std::min(word.find(',', at), word.size());
    add_names(word, at, end, names);
    at = end + 1;
  }
  return names;
}

} // namespace crossrc::journal
