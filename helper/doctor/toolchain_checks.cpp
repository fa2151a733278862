// The compilers of both tuples.
#include "base/text.hpp"
#include "doctor/checks.hpp"
#include "doctor/remedy.hpp"

#include <array>
#include <fmt/format.h>

namespace crossrc::doctor {
namespace {

std::optional<Finding> tools_run(const Facts& facts) {
  if (facts.target.chost.empty()) return std::nullopt;
  std::vector<std::string> names;
  std::vector<std::string> problems;
  for (const Tool& tool : facts.tools) {
    names.push_back(tool.name);
    if (!tool.problem.empty()) problems.push_back(tool.name + " " + tool.problem);
  }
  if (problems.empty()) return ok(join(names, ", ") + " run");
  return wrong(join(problems, ", "), build_toolchain(facts));
}

Finding failed(const Trial& trial, const std::string& remedy) {
  return wrong(fmt::format("{}: {}", trial.command, trial.error), remedy);
}

std::optional<Finding> flags_compile(const Facts& facts) {
  std::vector<std::string> commands;
  for (const Trial& trial : facts.trials) {
    if (!trial.error.empty()) return failed(trial, build_toolchain(facts));
    commands.push_back(trial.command);
  }
  if (commands.empty()) return std::nullopt; // no compiler, which is said
  return ok(join(commands, ", ") + " compile and link");
}

std::optional<Finding> abis_link(const Facts& facts) {
  if (!facts.of_target.problem.empty() || facts.trials.empty()) return std::nullopt;
  if (profile_abis(facts).size() < 2) return ok("the target's profile is not multilib");
  std::vector<std::string> good;
  for (const auto& [abi, trial] : facts.abi_trials) {
    const bool is_multilibs = facts.trials.front().error.empty();
    if (!trial.error.empty()) {
      if (is_multilibs) return failed(trial, build_toolchain(facts));
      return std::nullopt; // nothing links
    }
    good.push_back(abi);
  }
  return ok("links for " + join(good, ", ") + " too");
}

std::optional<Finding> builder_compiles(const Facts& facts) {
  if (!facts.builder_trial) return std::nullopt;
  const Trial& trial = *facts.builder_trial;
  if (trial.error.empty()) return ok(trial.command + " makes programs that run here");
  return failed(trial, "emerge --oneshot sys-devel/gcc");
}

std::optional<Finding> llvm_has_links(const Facts& facts) {
  const std::string remedy = command(
      {"crossrc", "toolchain", "llvm-links", "--config-root", facts.of_target.root.string()});
  size_t kept = 0;
  for (const toolchain::SlotLinks& slot : facts.llvm) {
    const std::string where = slot.directory.string();
    if (!slot.in_the_way.empty()) {
      const std::string file = (slot.directory / slot.in_the_way.front()).string();
      return wrong(fmt::format("\"{}\" is in the way of a link", file),
                   fmt::format("{} && {}", command({"mv", file, file + ".old"}), remedy));
    }
    if (!slot.made.empty()) {
      return wrong(fmt::format("\"{}\" has no {}", where, join(slot.made, ", ")), remedy);
    }
    if (!slot.removed.empty()) {
      return wrong(fmt::format("in \"{}\" {} lead nowhere", where, join(slot.removed, ", ")),
                   remedy);
    }
    kept += slot.kept.size();
  }
  if (kept == 0) return ok("no LLVM needs links");
  return ok(fmt::format("{} links for {}", kept, facts.target.chost));
}

} // namespace

std::span<const Check> toolchain_checks() {
  static constexpr auto k_checks = std::to_array<Check>({
      {"tools", tools_run},
      {"compile", flags_compile},
      {"multilib", abis_link},
      {"builder-compile", builder_compiles},
      {"llvm-links", llvm_has_links},
  });
  return k_checks;
}

} // namespace crossrc::doctor
