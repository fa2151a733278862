#include "rules/requirement.hpp"

#include "portage/installed.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace crossrc::rules {
namespace {

using Versions = std::vector<portage::Version>;

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

} // namespace

std::vector<std::string> unmet_requirements(const Plan& plan, const std::string& builder_root,
                                            const std::string& target_root) {
  std::vector<std::string> unmet;
  const auto check = [&](const Setting<Requirements>& requirements, const char* wanted,
                         bool (*holds)(const Versions& builder, const Versions& target)) {
    if (!requirements) return;
    for (const auto& [atom, place] : requirements->value) {
      const Versions builder = installed_versions(builder_root, atom);
      const Versions target = target_versions(target_root, atom, plan);
      if (is_open(atom, plan.package) || holds(builder, target)) continue;
      unmet.push_back(fmt::format("{} needs \"{}\" {} on the builder (\"{}\": {}) and on the "
                                  "target (\"{}\": {}), says {}",
                                  plan.package.cpv(), atom.text(), wanted, builder_root,
                                  describe(builder), target_root, describe(target), place.text()));
    }
  };
  check(plan.settings.identical, "in the same version", same_in_both);
  check(plan.settings.both, "installed", in_both);
  return unmet;
}

} // namespace crossrc::rules
