// Ebuild repositories, and the packages that both machines need alike.
#include "base/shell.hpp"
#include "base/text.hpp"
#include "doctor/checks.hpp"
#include "doctor/remedy.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace crossrc::doctor {
namespace {

const Repository* find(const std::vector<Repository>& repositories, const std::string& name) {
  const auto is_it = [&](const Repository& repository) { return repository.name == name; };
  const auto found = std::find_if(repositories.begin(), repositories.end(), is_it);
  return found == repositories.end() ? nullptr : &*found;
}

std::string repos_conf(const Configuration& machine) {
  return (machine.root / "etc/portage/repos.conf").string();
}

std::optional<Finding> lacking(const std::vector<Repository>& wanted,
                               const std::vector<Repository>& there, const Configuration& with,
                               const Configuration& without) {
  for (const Repository& repository : wanted) {
    if (repository.is_crossdevs || find(there, repository.name) != nullptr) continue;
    return wrong(fmt::format("\"{}\" has no repository {}, which \"{}\" has at \"{}\"",
                             repos_conf(without), repository.name, repos_conf(with),
                             repository.location.string()),
                 command({"cp", "-r", repos_conf(with) + "/.", repos_conf(without)}));
  }
  return std::nullopt;
}

std::optional<Finding> portage_takes_all(const Facts& facts) {
  for (const Configuration* machine : {&facts.of_target, &facts.of_builder}) {
    std::vector<std::string> messages;
    std::vector<std::string> remedies;
    for (const Refusal& refusal : machine->refusals) {
      messages.push_back(refusal.message);
      remedies.push_back(refusal.remedy);
    }
    if (messages.empty()) continue;
    return wrong(
        fmt::format("Portage says of \"{}\": {}", repos_conf(*machine), join(messages, "; ")),
        join(remedies, "; "));
  }
  return std::nullopt;
}

std::optional<Finding> repositories_agree(const Facts& facts) {
  if (!facts.of_target.problem.empty() || !facts.of_builder.problem.empty()) return std::nullopt;
  if (!facts.of_target.refusals.empty() || !facts.of_builder.refusals.empty()) return std::nullopt;
  const Repositories& all = facts.repositories;
  auto found = lacking(all.builder, all.target, facts.of_builder, facts.of_target);
  if (!found) found = lacking(all.target, all.builder, facts.of_target, facts.of_builder);
  if (found) return found;
  std::vector<std::string> names;
  for (const Repository& repository : all.target) names.push_back(repository.name);
  return ok("both machines use " + join(names, ", "));
}

std::optional<Finding> profile_is_there(const Facts& facts) {
  const Profile& profile = facts.profile;
  const std::string link = profile.link.string();
  if (!profile.leads_to.empty())
    return ok(fmt::format("\"{}\" leads to \"{}\"", link, profile.leads_to.string()));
  const std::string what = fmt::format("\"{}\" leads to no profile", link);
  if (profile.instead.empty()) {
    const std::string root = facts.of_target.root.string();
    return wrong(what, fmt::format("PORTAGE_CONFIGROOT={} eselect profile set", shell_quote(root)));
  }
  return wrong(what + " when it is looked at from the builder",
               command({"ln", "-sfn", profile.instead.string(), link}));
}

/// What two repositories of one name differ in; empty where they are known to be the same.
std::string difference(const Repository& one, const Repository& other) {
  if (one.location == other.location) return {};
  for (const auto& [source, revision] : one.revisions) {
    const auto found = other.revisions.find(source);
    if (found == other.revisions.end()) continue;
    if (found->second == revision) return {};
    return fmt::format("\"{}\" is at {}, \"{}\" at {}", one.location.string(), revision,
                       other.location.string(), found->second);
  }
  return fmt::format("\"{}\" and \"{}\" have no revision that can be compared",
                     one.location.string(), other.location.string());
}

std::optional<Finding> revisions_agree(const Facts& facts) {
  if (facts.repositories.builder.empty() || facts.repositories.target.empty()) return std::nullopt;
  for (const auto* sides : {&facts.repositories.target, &facts.repositories.copies}) {
    for (const Repository& theirs : *sides) {
      const Repository* ours = find(facts.repositories.builder, theirs.name);
      const std::string differ = ours != nullptr ? difference(*ours, theirs) : "";
      if (differ.empty()) continue;
      return wrong(differ, command({"rsync", "-a", "--delete", ours->location.string() + "/",
                                    theirs.location.string() + "/"}));
    }
  }
  return ok("both machines see them at one revision");
}

std::optional<Finding> versions_agree(const Facts& facts) {
  if (facts.differences.empty()) {
    return ok("what must be of one version on both machines is, as far as the target has it");
  }
  std::vector<std::string> texts;
  std::vector<std::string> emerge{
      "env", "-u", "ROOT", "-u", "SYSROOT", "-u", "PORTAGE_CONFIGROOT", "emerge", "--oneshot"};
  for (const Difference& difference : facts.differences) {
    texts.push_back(
        fmt::format("the target has {}, the builder {}", join(difference.missing, ", "),
                    difference.instead.empty() ? "none" : join(difference.instead, ", ")));
    for (const std::string& cpv : difference.missing) emerge.push_back("=" + cpv);
  }
  return wrong(join(texts, "; "), command(emerge));
}

} // namespace

std::span<const Check> repository_checks() {
  static constexpr auto k_checks = std::to_array<Check>({
      {"repos-conf", portage_takes_all},
      {"repositories", repositories_agree},
      {"revisions", revisions_agree},
      {"profile", profile_is_there},
      {"identical", versions_agree},
  });
  return k_checks;
}

} // namespace crossrc::doctor
