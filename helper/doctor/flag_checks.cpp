// What the target's flags mean here.
#include "base/text.hpp"
#include "doctor/checks.hpp"
#include "doctor/remedy.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

namespace crossrc::doctor {
namespace {

bool means_this_cpu(const std::string& flag) {
  return flag == "-march=native" || flag.ends_with("target-cpu=native");
}

std::optional<Finding> cpu_is_named(const Facts& facts) {
  if (!facts.of_target.problem.empty()) return std::nullopt;
  for (const char* name : {"CFLAGS", "CXXFLAGS", "FFLAGS", "FCFLAGS", "RUSTFLAGS"}) {
    std::vector<std::string> flags = words(facts.of_target.get(name));
    const auto found = std::find_if(flags.begin(), flags.end(), means_this_cpu);
    if (found == flags.end()) continue;
    const std::string flag = *found;
    std::erase(flags, flag);
    flags.push_back(flag.substr(0, flag.size() - 6) + "CPU");
    return wrong(fmt::format("{} in {} means the builder's CPU: write the target's for CPU, as "
                             "gcc -march=native -Q --help=target tells it there",
                             flag, name),
                 assign(facts.of_target, name, join(flags, " ")));
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
