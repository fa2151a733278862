// The hook, the rules, and who may change them.
#include "base/shell.hpp"
#include "base/text.hpp"
#include "doctor/checks.hpp"
#include "doctor/remedy.hpp"

#include <array>
#include <fmt/format.h>

namespace crossrc::doctor {
namespace {

std::string hook_line(const Facts& facts) {
  const std::string file = (facts.data / "bashrc").string();
  return fmt::format("if [[ -r {0} ]]; then source {0}; fi", file);
}

std::string append_line(const Facts& facts) {
  return append(hook_line(facts), facts.hook.bashrc);
}

std::string list(const std::vector<int>& numbers) {
  std::vector<std::string> texts;
  texts.reserve(numbers.size());
  for (const int number : numbers) texts.push_back(std::to_string(number));
  return join(texts, ", ");
}

/// Takes the hook's lines away; all but the last, or all.
std::string remove_lines(const Hook& hook, bool keep_last) {
  std::string script;
  for (size_t i = 0; i + (keep_last ? 1 : 0) < hook.lines.size(); ++i)
    script += (i == 0 ? "" : ";") + std::to_string(hook.lines[i]) + "d";
  return command({"sed", "-i", script, hook.bashrc.string()});
}

std::optional<Finding> hook_is_there(const Facts& facts) {
  const Hook& hook = facts.hook;
  const std::string bashrc = hook.bashrc.string();
  if (!hook.readable) return unseen(fmt::format("only root can read \"{}\"", bashrc));
  if (hook.lines.empty()) {
    return wrong(fmt::format("\"{}\" does not source it", bashrc), append_line(facts));
  }
  if (!hook.there) {
    return wrong(fmt::format("\"{}\":{} sources \"{}\", which is not there", bashrc,
                             hook.lines.back(), hook.source.string()),
                 remove_lines(hook, false) + " && " + append_line(facts));
  }
  if (hook.lines.size() > 1) {
    return wrong(fmt::format("\"{}\" sources it {} times, in lines {}", bashrc, hook.lines.size(),
                             list(hook.lines)),
                 remove_lines(hook, true));
  }
  return ok(
      fmt::format("\"{}\":{} sources \"{}\"", bashrc, hook.lines.back(), hook.source.string()));
}

/// Last: what the user sets there is then what rules edit, and nothing undoes what they set.
std::optional<Finding> hook_is_last(const Facts& facts) {
  const Hook& hook = facts.hook;
  if (!hook.there || hook.lines.size() > 1) return std::nullopt;
  if (hook.behind.empty()) return ok("nothing comes after it");
  return wrong(fmt::format("\"{}\" goes on after it, in line {}, and may undo what rules set",
                           hook.bashrc.string(), list(hook.behind)),
               remove_lines(hook, false) + " && " + append_line(facts));
}

std::optional<Finding> builder_is_guarded(const Facts& facts) {
  const std::string bashrc = facts.guard.bashrc.string();
  if (!facts.guard.readable) return unseen(fmt::format("only root can read \"{}\"", bashrc));
  if (facts.guard.there) {
    return ok(fmt::format("\"{}\" keeps the toolchain out of the target's root", bashrc));
  }
  return wrong(fmt::format("\"{}\" does not source the hook: nothing keeps the cross toolchain "
                           "from being built into the target's root",
                           bashrc),
               append(hook_line(facts), facts.guard.bashrc));
}

std::optional<Finding> helper_runs(const Facts& facts) {
  if (!facts.hook.there) return std::nullopt;
  const std::string helper = facts.hook.helper.string();
  if (helper.empty()) {
    return wrong(fmt::format("\"{}\" is not as installed: it names no program",
                             (facts.hook.source.parent_path() / "hook.bash").string()),
                 "make install");
  }
  const Kernel& kernel = facts.kernel;
  if (kernel.helper_status.value_or(1) == 0) {
    return ok(fmt::format("user {} can run \"{}\"", kernel.user, helper));
  }
  return wrong(fmt::format("user {} cannot run \"{}\" (status {})", kernel.user, helper,
                           kernel.helper_status.value_or(1)),
               command({"chmod", "a+rx", helper}));
}

std::optional<Finding> rules_are_valid(const Facts& facts) {
  const auto& [sources, report, rules] = facts.files;
  const std::string root = facts.of_target.root.string();
  const std::string check = command({"crossrc", "check", "--config-root", root});
  if (!report.valid()) {
    for (const rules::Finding& finding : report.findings()) {
      if (finding.severity == rules::Severity::error) return wrong(finding.text(), check);
    }
  }
  if (sources.user.empty()) {
    return wrong("there are no rules of yours: builds go on as without crossrc",
                 command({"crossrc", "init", "--config-root", root}));
  }
  const size_t warnings = report.count(rules::Severity::warning);
  return ok(fmt::format("{} rules in {} files{}", rules.rules.size(),
                        sources.user.size() + sources.shipped.size(),
                        warnings == 0 ? "" : fmt::format(", {} warnings: {}", warnings, check)));
}

std::optional<Finding> rules_are_read(const Facts& facts) {
  if (facts.unread.empty()) return std::nullopt;
  return wrong(facts.unread.front().message, facts.unread.front().remedy);
}

std::optional<Finding> only_root_writes(const Facts& facts) {
  if (facts.exposures.empty()) return ok("only root can change the hook, the helper and the rules");
  std::vector<std::string> texts;
  std::vector<std::string> paths;
  for (const Exposure& exposure : facts.exposures) {
    texts.push_back(fmt::format("\"{}\" {}", exposure.path.string(), exposure.reason));
    paths.push_back(shell_quote(exposure.path.string()));
  }
  const std::string all = join(paths, " ");
  return wrong(join(texts, ", "), fmt::format("chown root: {0} && chmod go-w {0}", all));
}

} // namespace

std::span<const Check> hook_checks() {
  static constexpr auto k_checks = std::to_array<Check>({
      {"hook", hook_is_there},
      {"hook-last", hook_is_last},
      {"guard", builder_is_guarded},
      {"helper", helper_runs},
      {"rules", rules_are_valid},
      {"unread", rules_are_read},
      {"permissions", only_root_writes},
  });
  return k_checks;
}

} // namespace crossrc::doctor
