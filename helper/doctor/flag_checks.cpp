// What the target's flags mean here.
#include "base/shell.hpp"
#include "base/text.hpp"
#include "doctor/checks.hpp"
#include "doctor/remedy.hpp"
#include "isa/own_cpu.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

namespace crossrc::doctor {
namespace {

std::optional<Finding> cpu_is_named(const Facts& facts) {
  if (!facts.of_target.problem.empty()) return std::nullopt;
  for (const char* name : {"CFLAGS", "CXXFLAGS", "FFLAGS", "FCFLAGS", "RUSTFLAGS"}) {
    std::vector<std::string> flags = words(facts.of_target.get(name));
    const std::string flag = isa::own_cpu_flag(flags);
    if (flag.empty()) continue;
    for (std::string& each : flags) {
      if (isa::own_cpu_flag({each}).empty()) continue;
      each.replace(each.size() - 6, 6, "CPU");
    }
    return wrong(fmt::format("{} in {} means the builder's CPU: write the target's for CPU, as "
                             "gcc -march=native -Q --help=target tells it there",
                             flag, name),
                 assign(facts.of_target, name, join(flags, " ")));
  }
  if (!facts.own_cpu_settings.empty()) {
    const OwnCpuSetting& setting = facts.own_cpu_settings.front();
    return wrong(
        fmt::format("{} in {} of \"{}\" means the builder's CPU: write the target's for CPU",
                    setting.flag, setting.variable, setting.file.string()),
        fmt::format("sed -i 's/=native/=CPU/g' {}", shell_quote(setting.file.string())));
  }
  return ok("the target's flags do not ask for the CPU that compiles");
}

std::optional<Finding> traps_can_happen(const Facts& facts) {
  if (!facts.of_target.problem.empty() || facts.survey.answers.empty()) return std::nullopt;
  std::set<std::string> lacking;
  for (const rules::Answer& answer : facts.survey.answers)
    lacking.insert(answer.needs.lacking.begin(), answer.needs.lacking.end());
  if (lacking.empty()) return ok("this CPU has all that the target's flags need: no traps");
  return ok(fmt::format("programs can trap: this CPU lacks {}",
                        join({lacking.begin(), lacking.end()}, " ")));
}

} // namespace

std::span<const Check> flag_checks() {
  static constexpr auto k_checks = std::to_array<Check>({
      {"march", cpu_is_named},
      {"traps", traps_can_happen},
  });
  return k_checks;
}

} // namespace crossrc::doctor
