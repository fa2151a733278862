#include "doctor/versions.hpp"

#include "portage/installed.hpp"

#include <algorithm>
#include <set>

namespace crossrc::doctor {
namespace {

using Packages = std::vector<portage::Package>;

bool holds(const Packages& packages, const portage::Package& wanted) {
  return std::any_of(packages.begin(), packages.end(), [&](const portage::Package& package) {
    return package.cp() == wanted.cp() && package.version == wanted.version;
  });
}

Difference compare(const portage::Atom& atom, const Packages& builder, const Packages& target) {
  Difference difference{atom.text(), {}, {}};
  for (const portage::Package& package : target) {
    if (!holds(builder, package)) difference.missing.push_back(package.cpv());
  }
  for (const portage::Package& package : builder) difference.instead.push_back(package.cpv());
  return difference;
}

std::vector<portage::Atom> identical_atoms(const rules::Rules& rules) {
  std::vector<portage::Atom> atoms;
  std::set<std::string> known;
  const auto add = [&](const rules::Settings& settings) {
    if (!settings.identical) return;
    for (const rules::Requirement& wanted : settings.identical->value) {
      if (known.insert(wanted.value.text()).second) atoms.push_back(wanted.value);
    }
  };
  add(rules.defaults);
  for (const rules::Rule& rule : rules.rules) add(rule.settings);
  return atoms;
}

} // namespace

std::vector<Difference> find_differences(const rules::Rules& rules, const std::string& builder_root,
                                         const std::string& target_root) {
  std::vector<Difference> differences;
  for (const portage::Atom& atom : identical_atoms(rules)) {
    Difference difference = compare(atom, portage::installed_packages(builder_root, atom),
                                    portage::installed_packages(target_root, atom));
    if (!difference.missing.empty()) differences.push_back(std::move(difference));
  }
  return differences;
}

} // namespace crossrc::doctor
