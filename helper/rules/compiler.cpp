#include "rules/compiler.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace crossrc::rules {
namespace {

std::string search_path(const Lookup& lookup) {
  return lookup("PATH").value_or("");
}

bool wants_clang(const Plan& plan) {
  return plan.settings.compiler && plan.settings.compiler->value == "clang";
}

std::string missing_gcc(const Plan& plan, const std::string& chost,
                        const std::vector<std::string>& versions) {
  const auto& gcc = *plan.settings.gcc;
  return fmt::format(
      "{} needs {}-gcc-{}, which is not in PATH ({}), says {}", plan.package.cpv(), chost,
      gcc.value, versions.empty() ? "no version of it is" : "installed: " + join(versions, ", "),
      gcc.place.text());
}

} // namespace

toolchain::Family chosen_compiler(const Plan& plan, const std::string& chost,
                                  const Lookup& lookup) {
  const std::string path = search_path(lookup);
  if (wants_clang(plan)) return toolchain::clang_family(chost, path);
  if (plan.settings.gcc) {
    const auto version =
        toolchain::matching_version(toolchain::gcc_versions(chost, path), plan.settings.gcc->value);
    return version ? toolchain::gcc_family(chost, *version, path) : toolchain::Family();
  }
  if (plan.settings.compiler) return toolchain::gcc_family(chost, "", path);
  return {};
}

std::vector<std::string> missing_compiler(const Plan& plan, const std::string& chost,
                                          const Lookup& lookup) {
  if (!chosen_compiler(plan, chost, lookup).empty()) return {};
  if (!wants_clang(plan) && plan.settings.gcc) {
    return {missing_gcc(plan, chost, toolchain::gcc_versions(chost, search_path(lookup)))};
  }
  if (!plan.settings.compiler) return {};
  const auto& compiler = *plan.settings.compiler;
  return {fmt::format("{} needs {}-{}{}, which is not in PATH, says {}", plan.package.cpv(), chost,
                      compiler.value, wants_clang(plan) ? " or clang" : "", compiler.place.text())};
}

std::string chost_of(const Plan& plan, const Builder& builder, const Target& target,
                     const Lookup& lookup) {
  switch (plan.method().chost) {
  case Side::builder:
    return builder.chost;
  case Side::target:
    return target.chost;
  case Side::untouched:
    break;
  }
  return lookup("CHOST").value_or("");
}

} // namespace crossrc::rules
