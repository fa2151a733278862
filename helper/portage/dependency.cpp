#include "portage/dependency.hpp"

#include "base/text.hpp"
#include "portage/package.hpp"

#include <algorithm>

namespace crossrc::portage {
namespace {

using Flags = std::optional<std::map<std::string, bool>>;

/// `flag?` and `!flag?`: true if what is behind it counts.
bool holds(std::string_view condition, const Flags& use) {
  condition.remove_suffix(1);
  const bool wanted = !condition.starts_with('!');
  if (!wanted) condition.remove_prefix(1);
  if (!use) return true;
  const auto flag = use->find(std::string(condition));
  return flag == use->end() || flag->second == wanted;
}

std::string_view before(std::string_view text, std::string_view ends) {
  return text.substr(0, text.find_first_of(ends));
}

/// The package of `>=category/name-version:slot/subslot=::repository[use]`.
std::optional<Dependency> read_dependency(std::string_view word) {
  if (word.starts_with('!')) return std::nullopt;
  const bool has_version = word.find_first_of("<>=~") == 0;
  word.remove_prefix(std::min(word.find_first_not_of("<>=~"), word.size()));
  const std::string_view cpv = before(word, ":[");
  const size_t slash = cpv.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  std::string_view slot = before(word.substr(cpv.size()), "[");
  if (slot.starts_with("::") || slot.empty())
    slot = "";
  else
    slot = before(slot.substr(1), ":/=*");
  std::string_view pf = before(cpv.substr(slash + 1), "*");
  if (has_version) pf = pf.substr(0, version_hyphen(pf).value_or(pf.size()));
  if (!is_category(cpv.substr(0, slash)) || !is_package_name(pf)) return std::nullopt;
  return Dependency{std::string(cpv.substr(0, slash)), std::string(pf), std::string(slot)};
}

} // namespace

std::vector<Dependency> dependencies_in(std::string_view text, const Flags& use) {
  std::vector<Dependency> result;
  std::vector<bool> open{true}; // of each group that has begun, whether it counts
  bool next = true;             // whether the group that begins next does
  for (const std::string& word : words(text)) {
    if (word == "(") {
      open.push_back(open.back() && next);
    } else if (word == ")") {
      if (open.size() > 1) open.pop_back();
    } else if (word.size() > 1 && word.ends_with('?') && word != "??") {
      next = holds(word, use);
      continue;
    } else if (auto dependency = open.back() ? read_dependency(word) : std::nullopt) {
      result.push_back(*std::move(dependency));
    }
    next = true;
  }
  return result;
}

} // namespace crossrc::portage
