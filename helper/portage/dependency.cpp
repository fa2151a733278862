#include "portage/dependency.hpp"

#include "base/text.hpp"
#include "portage/package.hpp"

#include <algorithm>
#include <span>

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

/// A group that has begun.
struct Group {
  bool counts = true;
  bool any_of = false;
  size_t first = 0; ///< of the dependencies that are in it
};

/// What one of several packages can do asks for none of them.
void end_any_of(std::vector<Dependency>& dependencies, size_t first) {
  const std::span members = std::span(dependencies).subspan(first);
  const auto all_are_as_the_first = [&](auto is_as) {
    return std::all_of(members.begin(), members.end(),
                       [&](const Dependency& one) { return is_as(one, members.front()); });
  };
  const bool one_package = all_are_as_the_first([](const Dependency& one, const Dependency& other) {
    return one.category == other.category && one.name == other.name;
  });
  const bool one_slot = all_are_as_the_first(
      [](const Dependency& one, const Dependency& other) { return one.slot == other.slot; });
  for (Dependency& member : members) {
    member.certain = member.certain && one_package;
    member.certain_slot = member.certain_slot && one_package && one_slot;
  }
}

} // namespace

std::vector<Dependency> dependencies_in(std::string_view text, const Flags& use) {
  std::vector<Dependency> result;
  std::vector<Group> open{{true, false, 0}};
  bool counts = true; // the group that begins next
  bool any_of = false;
  for (const std::string& word : words(text)) {
    if (word == "(") {
      open.push_back({open.back().counts && counts, any_of, result.size()});
    } else if (word == ")") {
      if (open.back().any_of) end_any_of(result, open.back().first);
      if (open.size() > 1) open.pop_back();
    } else if (word.size() > 1 && word.ends_with('?') && word != "??") {
      counts = holds(word, use);
      continue;
    } else if (auto dependency = open.back().counts ? read_dependency(word) : std::nullopt) {
      result.push_back(*std::move(dependency));
    }
    counts = true;
    any_of = word == "||";
  }
  return result;
}

} // namespace crossrc::portage
