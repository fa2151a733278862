#pragma once

#include "portage/package.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::portage {

/// One element of a USE dependency, `[flag,-flag(+)]`, EAPI 4 without the conditional forms
/// (flag? and flag=), which mean nothing without a parent package (PMS 8.3.4).
struct UseDependency {
  std::string flag;
  bool enabled = true;
  std::optional<bool> fallback; ///< (+) or (-): the state where the package has no such flag
};

enum class Operator { none, less, less_equal, equal, equal_glob, greater_equal, greater, revision };

/// A package dependency specification (PMS 8.3) plus Portage's ::repository and the wildcards of
/// `emerge` and package.env (lib/portage/dep/__init__.py, extended syntax): `*` in the category
/// and the name, `*/*`.
class Atom {
public:
  /// Throws InputError without a place: says what was read, what was expected and where in the
  /// text. Blockers, conditional USE and slot operators (:= :*) are refused: they ask for things
  /// that a match cannot answer.
  static Atom parse(std::string_view text);

  /// True if all that this asks for is known of `package` and fits.
  [[nodiscard]] bool matches(const Package& package) const;

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::string& category() const { return category_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] Operator op() const { return operator_; }
  [[nodiscard]] const std::optional<Version>& version() const { return version_; }
  [[nodiscard]] const std::string& slot() const { return slot_; }
  [[nodiscard]] const std::string& subslot() const { return subslot_; }
  [[nodiscard]] const std::string& repository() const { return repository_; }
  [[nodiscard]] const std::vector<UseDependency>& use() const { return use_; }
  /// True if the category or the name has a `*`.
  [[nodiscard]] bool has_wildcard() const;

private:
  std::string text_;
  std::string category_;
  std::string name_;
  Operator operator_ = Operator::none;
  std::optional<Version> version_;
  std::string slot_;
  std::string subslot_;
  std::string repository_;
  std::vector<UseDependency> use_;
};

} // namespace crossrc::portage
