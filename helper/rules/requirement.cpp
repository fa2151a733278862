#include "rules/requirement.hpp"

#include "base/shell.hpp"
#include "base/text.hpp"
#include "portage/installed.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace crossrc::rules {
namespace {

using Versions = std::vector<portage::Version>;
using Dependencies = std::optional<std::vector<portage::Dependency>>;

Versions installed_versions(const std::string& root, const portage::Atom& atom) {
  Versions result;
  for (const portage::Package& package : portage::installed_packages(root, atom)) {
    if (package.version) result.push_back(*package.version);
  }
  return result;
}

std::string describe(const Versions& versions) {
  if (versions.empty()) return "not installed";
  std::string text;
  for (const portage::Version& version : versions)
    text += (text.empty() ? "" : ", ") + version.text();
  return text;
}

bool in_both(const Versions& builder, const Versions& target) {
  return !builder.empty() && !target.empty();
}

bool same_in_both(const Versions& builder, const Versions& target) {
  const auto on_builder = [&](const portage::Version& version) {
    return std::find(builder.begin(), builder.end(), version) != builder.end();
  };
  return !target.empty() && std::all_of(target.begin(), target.end(), on_builder);
}

/// The versions in the target's root, as far as this build goes: an atom that asks for the package
/// itself is answered by what is about to be there.
Versions target_versions(const std::string& root, const portage::Atom& atom, const Plan& plan) {
  if (plan.package.version && atom.matches(plan.package)) return {*plan.package.version};
  return installed_versions(root, atom);
}

// Only explain's packages can lack a version, and what their build would install is not known.
bool is_open(const portage::Atom& atom, const portage::Package& package) {
  return !package.version && atom.matches_name(package.category, package.name);
}

/// False where it is not known.
bool ask_for(const Dependencies& dependencies, const portage::Atom& atom) {
  if (!dependencies) return false;
  return std::any_of(dependencies->begin(), dependencies->end(), [&](const auto& one) {
    const bool is_slot =
        atom.slot().empty() || one.slot.empty() || (one.certain_slot && one.slot == atom.slot());
    return one.certain && is_slot && atom.matches_name(one.category, one.name);
  });
}

enum class Asked { identical, both };

/// What is there of a package on the two machines, and what is wrong with that.
struct State {
  const Requirement& wanted;
  Asked kind;
  Versions builder;
  Versions target;

  [[nodiscard]] bool holds() const {
    return kind == Asked::both ? in_both(builder, target) : same_in_both(builder, target);
  }
  /// True if the package's own dependencies ask for it: what is not in the target's root need not
  /// be there for the build unless DEPEND names it, and which of its own versions a package builds
  /// with is for BDEPEND to say.
  [[nodiscard]] bool is_declared(const portage::Package& package) const {
    return !is_waived(wanted, package) &&
           (!target.empty() || !wanted.as_declared || ask_for(package.of_root, wanted.value));
  }
};

std::string emerge(const std::string& root, const std::vector<std::string>& atoms) {
  const bool is_this = root == "/";
  std::string text =
      is_this ? "env -u ROOT -u SYSROOT -u PORTAGE_CONFIGROOT"
              : fmt::format("ROOT={0} SYSROOT={0} PORTAGE_CONFIGROOT={0}", shell_quote(root));
  text += " emerge --oneshot";
  for (const std::string& atom : atoms) text += " " + shell_quote(atom);
  return text;
}

std::string exactly(const portage::Atom& atom, const portage::Version& version) {
  return fmt::format("={}/{}-{}", atom.category(), atom.name(), version.text());
}

/// The target's versions that the builder has not got; where the target has none, what both need.
std::vector<std::string> missing_on_builder(const State& state) {
  const portage::Atom& atom = state.wanted.value;
  if (state.kind == Asked::both || state.target.empty())
    return state.builder.empty() ? std::vector{atom.text()} : std::vector<std::string>();
  std::vector<std::string> atoms;
  for (const portage::Version& version : state.target) {
    if (std::find(state.builder.begin(), state.builder.end(), version) == state.builder.end())
      atoms.push_back(exactly(atom, version));
  }
  return atoms;
}

std::string remedy(const State& state, const std::string& builder_root,
                   const std::string& target_root) {
  std::vector<std::string> commands;
  const std::vector<std::string> missing = missing_on_builder(state);
  if (!missing.empty())
    commands.push_back(fmt::format("for the builder \"{}\"", emerge(builder_root, missing)));
  if (state.target.empty()) {
    const portage::Atom& atom = state.wanted.value;
    const bool is_any = state.kind == Asked::both || state.builder.empty();
    commands.push_back(fmt::format(
        "for the target \"{}\"",
        emerge(target_root, {is_any ? atom.text() : exactly(atom, state.builder.back())})));
  }
  return join(commands, ", ");
}

} // namespace

bool is_waived(const Requirement& wanted, const portage::Package& package) {
  return wanted.as_declared && (wanted.value.matches_name(package.category, package.name) ||
                                !ask_for(package.of_builder, wanted.value));
}

std::vector<std::string> unmet_requirements(const Plan& plan, const std::string& builder_root,
                                            const std::string& target_root) {
  std::vector<std::string> unmet;
  const auto check = [&](const Setting<Requirements>& requirements, Asked kind) {
    if (!requirements) return;
    for (const Requirement& wanted : requirements->value) {
      const portage::Atom& atom = wanted.value;
      const State state{wanted, kind, installed_versions(builder_root, atom),
                        target_versions(target_root, atom, plan)};
      if (is_open(atom, plan.package) || state.holds()) continue;
      if (!state.is_declared(plan.package)) continue;
      const bool is_identical = kind == Asked::identical;
      unmet.push_back(fmt::format(
          "{} needs \"{}\" {} on the builder (\"{}\": {}) and on the target (\"{}\": {}), says {}; "
          "try {}; or switch that off: \"{}: []\" in a rule for {}",
          plan.package.cpv(), atom.text(), is_identical ? "in the same version" : "installed",
          builder_root, describe(state.builder), target_root, describe(state.target),
          wanted.place.text(), remedy(state, builder_root, target_root),
          is_identical ? "identical" : "both", plan.package.cp()));
    }
  };
  check(plan.settings.identical, Asked::identical);
  check(plan.settings.both, Asked::both);
  return unmet;
}

} // namespace crossrc::rules
