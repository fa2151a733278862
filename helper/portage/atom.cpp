#include "portage/atom.hpp"

#include <algorithm>

namespace crossrc::portage {
namespace {

/// `*` stands for any run of characters. Returns to the last `*` only: no recursion.
bool wildcard_matches(std::string_view pattern, std::string_view text) {
  size_t p = 0;
  size_t t = 0;
  size_t star = std::string_view::npos;
  size_t star_end = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_end = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_end;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// 01.2 as 1.2 and 00 as 0: `=*` compares text, and Portage forgives zeros there.
std::string_view without_leading_zeros(std::string_view version) {
  while (version.size() > 1 && version[0] == '0' && is_digit(version[1])) version.remove_prefix(1);
  return version;
}

/// A prefix that ends at a border between parts of the version: 1.1* fits 1.1.1, not 1.10
/// (https://bugs.gentoo.org/560466).
bool begins_with_parts(std::string_view version, std::string_view prefix) {
  version = without_leading_zeros(version);
  prefix = without_leading_zeros(prefix);
  if (!version.starts_with(prefix)) return false;
  if (version.size() == prefix.size()) return true;
  const char next = version[prefix.size()];
  return next == '.' || next == '_' || next == '-' || is_digit(prefix.back()) != is_digit(next);
}

} // namespace

bool Atom::has_wildcard() const {
  return category_.find('*') != std::string::npos || name_.find('*') != std::string::npos;
}

bool Atom::matches_name(std::string_view category, std::string_view name) const {
  return wildcard_matches(category_, category) && wildcard_matches(name_, name);
}

bool Atom::matches(const Package& package) const {
  return matches_name(package.category, package.name) && version_fits(package) &&
         slot_fits(package) && (repository_.empty() || repository_ == package.repository) &&
         use_fits(package);
}

bool Atom::version_fits(const Package& package) const {
  if (operator_ == Operator::none) return true;
  if (!package.version) return false;
  const Version& theirs = *package.version;
  if (!version_) return theirs.text().find(version_piece_) != std::string::npos;
  switch (operator_) {
  case Operator::less:
    return theirs < *version_;
  case Operator::less_equal:
    return theirs <= *version_;
  case Operator::equal:
    return theirs == *version_;
  case Operator::equal_glob:
    return begins_with_parts(theirs.text(), version_->text());
  case Operator::greater_equal:
    return theirs >= *version_;
  case Operator::greater:
    return theirs > *version_;
  case Operator::revision:
    return theirs.without_revision() == version_->without_revision();
  case Operator::none:
    break;
  }
  return true;
}

bool Atom::slot_fits(const Package& package) const {
  return (slot_.empty() || slot_ == package.slot) &&
         (subslot_.empty() || subslot_ == package.subslot);
}

bool Atom::use_fits(const Package& package) const {
  if (use_.empty()) return true;
  if (!package.use) return false;
  return std::all_of(use_.begin(), use_.end(), [&](const UseDependency& wanted) {
    const auto flag = package.use->find(wanted.flag);
    if (flag != package.use->end()) return flag->second == wanted.enabled;
    return wanted.fallback == wanted.enabled;
  });
}

} // namespace crossrc::portage
