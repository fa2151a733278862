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

/// `equal_glob` is `=` with a `*` at the end, `revision` is `~`.
enum class Operator { none, less, less_equal, equal, equal_glob, greater_equal, greater, revision };

/// A package dependency specification (PMS 8.3) plus Portage's ::repository and the wildcards of
/// `emerge` and package.env (lib/portage/dep/__init__.py, extended syntax): `*` in the category
/// and the name, `*/*`, and `=*/*-*9999*` for a piece of the version. As in Portage, `~` compares
/// the text of the version, and a USE dependency does not go with a wildcard.
class Atom {
public:
  /// Throws InputError without a place: says what was read, what was expected and at which
  /// character. Blockers, conditional USE, build-ids and slot operators (:= :*) are refused: they
  /// ask for things that a match cannot answer.
  static Atom parse(std::string_view text);

  /// True if all that this asks for is known of `package` and fits.
  [[nodiscard]] bool matches(const Package& package) const;

  /// The part of a match that a name alone can answer.
  [[nodiscard]] bool matches_name(std::string_view category, std::string_view name) const;

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::string& category() const { return category_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] Operator op() const { return operator_; }
  [[nodiscard]] const std::optional<Version>& version() const { return version_; }
  /// `9999` in `=*/*-*9999*`, which any version with that text in it fits; else empty.
  [[nodiscard]] const std::string& version_piece() const { return version_piece_; }
  [[nodiscard]] const std::string& slot() const { return slot_; }
  [[nodiscard]] const std::string& subslot() const { return subslot_; }
  [[nodiscard]] const std::string& repository() const { return repository_; }
  [[nodiscard]] const std::vector<UseDependency>& use() const { return use_; }
  /// True if the category or the name has a `*`.
  [[nodiscard]] bool has_wildcard() const;

private:
  friend class AtomParser;
  Atom() = default;

  [[nodiscard]] bool version_fits(const Package& package) const;
  [[nodiscard]] bool slot_fits(const Package& package) const;
  [[nodiscard]] bool use_fits(const Package& package) const;

  std::string text_;
  std::string category_;
  std::string name_;
  Operator operator_ = Operator::none;
  std::optional<Version> version_;
  std::string version_piece_;
  std::string slot_;
  std::string subslot_;
  std::string repository_;
  std::vector<UseDependency> use_;
};

} // namespace crossrc::portage
