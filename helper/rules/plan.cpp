#include "rules/plan.hpp"

#include "rules/requirement.hpp"

#include <algorithm>

namespace crossrc::rules {
namespace {

/// Of the package; inside of the target's root every program is one that may trap, bash too. There
/// all phases run but setup.
bool runs_programs(std::string_view phase, bool inside_root) {
  const bool unpacks = phase == "unpack" || phase == "prepare";
  return phase != "setup" && (inside_root || !unpacks);
}

} // namespace

std::vector<const Rule*> Plan::rules_that_count() const {
  Settings counting = settings;
  for (auto* requirements : {&counting.identical, &counting.both}) {
    if (*requirements)
      std::erase_if((*requirements)->value,
                    [&](const Requirement& wanted) { return is_waived(wanted, package); });
  }
  std::vector<const Rule*> result;
  std::copy_if(rules.begin(), rules.end(), std::back_inserter(result), [&](const Rule* rule) {
    return rule->settings.empty() || counting.have_of(rule->settings);
  });
  return result;
}

const Method& Plan::method() const {
  return settings.method ? *settings.method->value : default_method();
}

std::string Plan::trap() const {
  return settings.trap ? settings.trap->value : std::string(k_traps.front());
}

std::vector<std::string_view> Plan::phases() const {
  if (settings.phases) return settings.phases->value;
  return {k_phases.begin(), k_phases.end()};
}

std::vector<std::string_view> Plan::supervised() const {
  std::vector<std::string_view> result;
  if (trap() == "off" || cannot_trap) return result;
  const std::vector<std::string_view> all = phases();
  std::copy_if(all.begin(), all.end(), std::back_inserter(result),
               [&](std::string_view phase) { return runs_programs(phase, method().inside_root); });
  return result;
}

Plan make_plan(const Rules& rules, const portage::Package& package) {
  Plan plan;
  plan.package = package;
  plan.settings = rules.defaults;
  for (const Rule& rule : rules.rules) {
    if (fit(rule.match, package) != Fit::yes) continue;
    plan.rules.push_back(&rule);
    plan.settings.overlay(rule.settings);
  }
  return plan;
}

} // namespace crossrc::rules
