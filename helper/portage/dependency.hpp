#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::portage {

/// One package that another one asks for: of its dependency specification (PMS 8.2) only what tells
/// which package it is.
struct Dependency {
  std::string category;
  std::string name;
  std::string slot; ///< empty where none is named
  /// False for a member of an any-of group in which another package, or the same of another slot,
  /// can stand for it.
  bool certain = true;
  bool certain_slot = true;

  bool operator==(const Dependency&) const = default;
};

/// The packages that `text`, a value of DEPEND and its kind, asks for under the state `use` of the
/// flags; what depends on a flag that is not known counts, and so does each member of an any-of
/// group. Blockers ask for nothing. What is no specification is passed over: the text comes from
/// caches that Portage has written, and a rule's match is no place to mend them.
std::vector<Dependency> dependencies_in(std::string_view text,
                                        const std::optional<std::map<std::string, bool>>& use);

} // namespace crossrc::portage
