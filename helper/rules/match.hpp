// `match`: which packages a rule is for (crossrc.yaml(5), WHAT A RULE MATCHES).
#pragma once

#include "portage/package.hpp"
#include "rules/value.hpp"

#include <string>
#include <vector>

namespace crossrc::rules {

/// How something fits a package of which parts may not be known.
enum class Fit {
  no,
  open, ///< that depends on what is not known of the package
  yes
};

/// One alternative of `match`: each list that is not empty must have an element that fits.
struct Match {
  std::vector<portage::Atom> atoms;
  std::vector<std::string> inherits;  ///< eclasses, or globs of their names
  std::vector<portage::Atom> depends; ///< names of packages, with a slot at most

  [[nodiscard]] Fit fit(const portage::Package& package) const;
  /// As a rules file could have it.
  [[nodiscard]] std::string text() const;
};

/// How the best of the alternatives fits.
Fit fit(const std::vector<Match>& matches, const portage::Package& package);

/// Reads the value of `match`: an atom, a map with the keys atom, inherits and depends, or a list
/// of these.
std::vector<Match> read_matches(const Node& node, Report& report);

} // namespace crossrc::rules
