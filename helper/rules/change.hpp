// The entries of `env`: what a rule does to a variable of the build.
#pragma once

#include "rules/value.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crossrc::rules {

/// What one entry of `env` does to one variable: unset or set, then remove, then append.
struct Change {
  std::string name;
  Place place; ///< of the name
  bool unset = false;
  std::optional<std::string> set;
  std::vector<std::string> remove; ///< words of the value so far, or globs of them
  std::vector<std::string> append; ///< words that go behind the value so far

  /// True if the outcome depends on the value so far.
  [[nodiscard]] bool edits() const { return !unset && !set; }
  /// The new value of a variable that had `value`; nothing: unset.
  [[nodiscard]] std::optional<std::string> apply(const std::optional<std::string>& value) const;
  /// In a few words, for people: `CFLAGS without "-flto*" with "-fno-lto"`.
  [[nodiscard]] std::string text() const;
};

/// Reads the map `env`, its entries in their order: a scalar sets, null unsets, a map has the keys
/// set, append, remove and unset. Refuses names that are no variables, and those of bash and
/// Portage (PMS 11.1) that would break the build instead of changing it.
std::vector<Change> read_changes(const Node& node, Report& report);

} // namespace crossrc::rules
