// What all matching rules come to for one package.
#pragma once

#include "portage/package.hpp"
#include "rules/load.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crossrc::rules {

/// `rules` in make_plan() must outlive the plan.
struct Plan {
  portage::Package package;
  std::vector<const Rule*> rules; ///< those that match, in rising precedence
  Settings settings;              ///< the defaults and they, merged; places say who set what
  bool cannot_trap = false;       ///< its flags need nothing that this CPU lacks: see traps.hpp

  /// Of `rules` those of which anything is left: neither do later rules set all that it sets, nor
  /// is it all asked for in vain (requirement.hpp, is_waived).
  [[nodiscard]] std::vector<const Rule*> rules_that_count() const;
  [[nodiscard]] const Method& method() const;
  [[nodiscard]] std::string trap() const;
  /// Where the environment applies.
  [[nodiscard]] std::vector<std::string_view> phases() const;
  /// Where traps can happen and are looked for: the phases that run programs of the package, or of
  /// the target's root.
  [[nodiscard]] std::vector<std::string_view> supervised() const;
};

Plan make_plan(const Rules& rules, const portage::Package& package);

} // namespace crossrc::rules
