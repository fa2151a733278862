#include "rules/requirement.hpp"

#include "portage/installed.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace crossrc::rules {
namespace {

std::vector<portage::Version> versions(const std::string& root, const portage::Atom& atom) {
  std::vector<portage::Version> result;
  for (const portage::Package& package : portage::installed_packages(root, atom)) {
    if (package.version) result.push_back(*package.version);
  }
  return result;
}

std::string describe(const std::vector<portage::Version>& versions) {
  if (versions.empty()) return "not installed";
  std::string text;
  for (const portage::Version& version : versions)
    text += (text.empty() ? "" : ", ") + version.text();
  return text;
}

struct Pair {
  std::vector<portage::Version> builder;
  std::vector<portage::Version> target;

  [[nodiscard]] bool installed() const { return !builder.empty() && !target.empty(); }
  [[nodiscard]] bool same() const { return installed() && builder == target; }
};

} // namespace

std::vector<std::string> unmet_requirements(const Plan& plan, const std::string& builder_root,
                                            const std::string& target_root) {
  std::vector<std::string> unmet;
  const auto check = [&](const Setting<std::vector<portage::Atom>>& atoms, const char* wanted,
                         bool (Pair::*holds)() const) {
    if (!atoms) return;
    for (const portage::Atom& atom : atoms->value) {
      const Pair pair{versions(builder_root, atom), versions(target_root, atom)};
      if ((pair.*holds)()) continue;
      unmet.push_back(fmt::format("{} needs \"{}\" {} on the builder (\"{}\": {}) and on the "
                                  "target (\"{}\": {}), says {}",
                                  plan.package.cpv(), atom.text(), wanted, builder_root,
                                  describe(pair.builder), target_root, describe(pair.target),
                                  atoms->place.text()));
    }
  };
  check(plan.settings.identical, "in the same version", &Pair::same);
  check(plan.settings.both, "installed", &Pair::installed);
  return unmet;
}

} // namespace crossrc::rules
