#include "base/error.hpp"
#include "base/shell.hpp"
#include "base/text.hpp"
#include "commands/commands.hpp"
#include "commands/print.hpp"
#include "portage/metadata.hpp"
#include "portage/settings.hpp"
#include "root/missing.hpp"
#include "rules/compiler.hpp"
#include "rules/describe.hpp"
#include "rules/environment.hpp"
#include "rules/overlooked.hpp"
#include "rules/pkg_config.hpp"
#include "rules/requirement.hpp"
#include "rules/subject.hpp"
#include "rules/traps.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <nlohmann/json.hpp>

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace crossrc::commands {
namespace {

struct ExplainOptions {
  std::string atom;
  std::string config_root;
  std::string inherits;
  bool json = false;
};

struct Explanation {
  rules::Plan plan;
  std::vector<const rules::Rule*> undecided;
  rules::Builder builder;
  rules::Target target;
  std::vector<rules::Assignment> environment;
  std::vector<rules::PkgConfigName> names; ///< in a build, below its T
  std::vector<std::string> notes;
  std::string no_plan; ///< why emerge would have none; empty: it would
};

fs::path root_of(const ExplainOptions& options) {
  return options.config_root.empty() ? rules::config_root() : fs::path(options.config_root);
}

/// What a build would see: this environment, and behind it what Portage is configured to set.
rules::Lookup make_lookup(const ExplainOptions& options, portage::Settings& settings) {
  return [&](const std::string& name) -> std::optional<std::string> {
    const bool is_root = name == "ROOT" || name == "SYSROOT" || name == "PORTAGE_CONFIGROOT";
    if (name == "PORTAGE_CONFIGROOT" && !options.config_root.empty()) return options.config_root;
    if (auto value = rules::process_variable(name)) return value;
    // Portage would say "/": it was asked without them. emerge gets them from its caller.
    if (is_root) return std::nullopt;
    return settings.get(name);
  };
}

/// The same for who asks for a configuration by name: its root is meant too, as in doctor.
rules::Lookup with_root(const ExplainOptions& options, const rules::Lookup& lookup) {
  return [&](const std::string& name) {
    auto value = lookup(name);
    if (name == "ROOT" && !value && !options.config_root.empty())
      return std::optional(options.config_root);
    return value;
  };
}

/// What is known of the ebuild: as the repositories have it, else as it is installed.
std::optional<portage::Metadata> find_metadata(const portage::Package& package,
                                               portage::Settings& settings,
                                               const std::string& target_root) {
  portage::Repositories repositories;
  repositories.locations =
      portage::repository_locations(settings.get("PORTAGE_REPOSITORIES").value_or(""));
  repositories.cache = settings.get("PORTAGE_DEPCACHEDIR").value_or("");
  auto found = portage::find_metadata(package, repositories);
  return found ? found : portage::installed_metadata(target_root, package);
}

/// False if nothing is known of it.
bool add_metadata(portage::Package& package, const ExplainOptions& options,
                  portage::Settings& settings, const std::string& target_root) {
  const auto found = find_metadata(package, settings, target_root);
  if (found) portage::set_metadata(*found, package);
  if (options.inherits.empty()) return found.has_value();
  package.inherited.emplace();
  for (const std::string_view eclass : split(options.inherits, ','))
    package.inherited->emplace_back(eclass);
  return true;
}

std::string without_rules(const rules::Sources& sources, const rules::Roots& roots) {
  if (roots.root == "/" && roots.sysroot == "/")
    return "ROOT is \"/\": what emerge builds is for the builder";
  return fmt::format("there are no rules in \"{}\"{}", (roots.config_root / "etc/portage").string(),
                     sources.unread.empty() ? "" : " that are read");
}

std::vector<const rules::Rule*> undecided_rules(const rules::Rules& rules,
                                                const rules::Plan& plan) {
  std::vector<const rules::Rule*> result;
  for (const rules::Rule& rule : rules.rules) {
    if (rules::fit(rule.match, plan.package) == rules::Fit::open) result.push_back(&rule);
  }
  return result;
}

/// As a build sees it whose T is not known.
rules::Lookup in_build(const rules::Lookup& lookup) {
  return [&lookup](const std::string& name) {
    return name == "T" ? std::optional<std::string>("${T}") : lookup(name);
  };
}

/// The same, with what the plan sets.
rules::Lookup in_planned_build(const rules::Lookup& lookup, const Explanation& explanation) {
  return [&](const std::string& name) {
    for (const rules::Assignment& assignment : explanation.environment)
      if (assignment.name == name) return assignment.value;
    return in_build(lookup)(name);
  };
}

/// What the plan sets, and the names that pkg-config has in the build.
void add_environment(Explanation& explanation, const rules::Lookup& lookup) {
  const auto names = [&](const rules::Lookup& variables) {
    return rules::pkg_config_names(explanation.plan, explanation.builder, explanation.target,
                                   variables);
  };
  const auto unplanned = names(in_build(lookup));
  if (!unplanned.empty())
    explanation.builder.pkg_config = unplanned.back().question.names + "/" + unplanned.back().name;
  explanation.environment =
      rules::environment(explanation.plan, explanation.builder, explanation.target, lookup);
  if (!unplanned.empty()) explanation.names = names(in_planned_build(lookup, explanation));
}

Explanation make_explanation(const rules::Sources& sources, portage::Package package,
                             const ExplainOptions& options, const rules::Rules& rules) {
  portage::Settings settings(root_of(options));
  const rules::Lookup lookup = make_lookup(options, settings);
  Explanation result;
  result.target = rules::find_target(rules.target, with_root(options, lookup));
  const std::string prefix = lookup("EPREFIX").value_or("");
  const bool is_known = add_metadata(package, options, settings, result.target.root + prefix);
  if (!is_known && settings.problem().empty())
    result.notes.push_back(
        fmt::format("no repository has {}, and it is not installed in \"{}\": what it "
                    "inherits and depends on is not known",
                    package.cpv(), result.target.root + prefix));
  const rules::Roots roots =
      rules::roots_in(rules::process_variable, root_of(options), rules,
                      options.config_root.empty() ? "/" : result.target.root);
  const auto unmounted =
      root::find_missing_mount({rules::process_variable("EPREFIX").value_or(""),
                                result.target.chost, roots.config_root, roots.root});
  if (unmounted) result.notes.push_back(root::text_of(*unmounted));
  for (const rules::Overlooked& file : rules::unread_rules(sources, roots))
    result.notes.push_back(rules::text_of(file));
  result.plan = rules::make_plan(rules, package);
  if (const auto reason = rules::no_plan(sources, result.target, roots)) {
    result.no_plan =
        reason->message.empty() ? without_rules(sources, roots) : rules::text_of(*reason);
    return result;
  }
  result.undecided = undecided_rules(rules, result.plan);
  result.builder = rules::find_builder(rules.builder, lookup);
  add_environment(result, lookup);
  rules::find_out_traps(result.plan, result.environment, lookup);
  const auto missing = rules::missing_facts(result.plan, result.builder, result.target);
  result.notes.insert(result.notes.end(), missing.begin(), missing.end());
  const auto unmet =
      rules::unmet_requirements(result.plan, result.builder.root, result.target.root + prefix);
  result.notes.insert(result.notes.end(), unmet.begin(), unmet.end());
  const auto compiler = rules::missing_compiler(
      result.plan, rules::chost_of(result.plan, result.builder, result.target, lookup), lookup);
  result.notes.insert(result.notes.end(), compiler.begin(), compiler.end());
  if (!settings.problem().empty()) {
    result.notes.push_back("Portage's settings are not known: " + settings.problem());
  }
  return result;
}

ordered_json to_json(const std::vector<const rules::Rule*>& rules) {
  ordered_json list = ordered_json::array();
  for (const rules::Rule* rule : rules) {
    list.push_back({{"file", rule->place.file},
                    {"line", rule->place.line},
                    {"reason", rule->reason},
                    {"sets", rules::describe(rule->settings)}});
  }
  return list;
}

ordered_json to_json(const std::vector<rules::PkgConfigName>& names) {
  ordered_json object = ordered_json::object();
  for (const auto& [name, question] : names)
    object[name] = question.side == pkgconfig::Side::builder ? "builder" : "target";
  return object;
}

void print_json(const Explanation& explanation) {
  const rules::Plan& plan = explanation.plan;
  ordered_json environment = ordered_json::object();
  for (const rules::Assignment& assignment : explanation.environment) {
    ordered_json value;
    if (assignment.value) value = *assignment.value;
    environment[assignment.name] = value;
  }
  const ordered_json answer{
      {"package", plan.package.cpv()},
      {"method", explanation.no_plan.empty() ? ordered_json(plan.method().name) : ordered_json()},
      {"environment", environment},
      {"pkg_config", to_json(explanation.names)},
      {"rules",
       to_json(explanation.no_plan.empty() ? plan.rules : std::vector<const rules::Rule*>())},
      {"undecided", to_json(explanation.undecided)},
      {"trap", plan.trap()},
      {"phases", plan.phases()},
      {"supervise", plan.supervised()},
      {"can_trap", !plan.cannot_trap},
      {"target", explanation.target.chost},
      {"root", explanation.target.root},
      {"no_plan", explanation.no_plan},
      {"notes", explanation.notes}};
  print_object(answer);
}

std::string line_of(const Place& place) {
  return Place{place.file, place.line}.text();
}

std::string_view or_unknown(const std::string& fact) {
  return fact.empty() ? "(not known)" : std::string_view(fact);
}

std::string with_reason(const std::string& text, const rules::Rule& rule) {
  return rule.reason.empty() ? text : text + ": " + rule.reason;
}

std::string why_method(const rules::Plan& plan) {
  for (auto rule = plan.rules.rbegin(); rule != plan.rules.rend(); ++rule) {
    if ((*rule)->settings.method) return with_reason(line_of((*rule)->place), **rule);
  }
  if (plan.settings.method) return line_of(plan.settings.method->place) + ": defaults";
  return "no rule names one";
}

void print_rules(const rules::Plan& plan) {
  print_out("\nrules that match{}\n", plan.rules.empty() ? ": none" : "");
  for (const rules::Rule* rule : plan.rules) {
    print_out("  {}\n", with_reason(line_of(rule->place), *rule));
    for (const std::string& line : rules::describe(rule->settings)) print_out("    {}\n", line);
  }
}

void print_undecided(const std::vector<const rules::Rule*>& undecided) {
  if (undecided.empty()) return;
  print_out("\nrules that may match: more of the package would have to be known\n");
  for (const rules::Rule* rule : undecided) {
    std::vector<std::string> matches;
    for (const rules::Match& match : rule->match) matches.push_back(match.text());
    print_out("  {}: {}\n", line_of(rule->place), fmt::join(matches, " "));
  }
}

void print_environment(const Explanation& explanation) {
  print_out("\nenvironment of {}\n", fmt::join(explanation.plan.phases(), " "));
  for (const rules::Assignment& assignment : explanation.environment) {
    if (assignment.value) {
      print_out("  {}={}\n", assignment.name, shell_quote(*assignment.value));
    } else {
      print_out("  unset {}\n", assignment.name);
    }
  }
}

void print_names(const std::vector<rules::PkgConfigName>& names) {
  if (names.empty()) return;
  print_out("\npkg-config, in \"{}\" first in PATH\n", names.front().question.names);
  for (const auto& [name, question] : names) {
    print_out("  {} answers for the {}\n", name,
              question.side == pkgconfig::Side::builder ? "builder" : "target");
  }
}

void print_text(const Explanation& explanation) {
  const rules::Plan& plan = explanation.plan;
  const rules::Method& method = plan.method();
  const auto supervised = plan.supervised();
  print_out("{}\n", plan.package.cpv());
  if (!explanation.no_plan.empty()) {
    print_out("  no plan: {}\n", explanation.no_plan);
    for (const std::string& note : explanation.notes) print_out("note: {}\n", note);
    return;
  }
  print_out("  method {}, the guide's {}: {}\n", method.name, method.number, method.summary);
  print_out("    ({})\n", why_method(plan));
  print_out("  traps  {}{}{}{}\n", plan.trap(), supervised.empty() ? "" : " in ",
            fmt::join(supervised, " "),
            plan.cannot_trap ? ": off, the flags need nothing that this machine lacks" : "");
  print_out("  target {} in {}\n", or_unknown(explanation.target.chost),
            or_unknown(explanation.target.root));
  print_rules(plan);
  print_undecided(explanation.undecided);
  print_environment(explanation);
  print_names(explanation.names);
  if (!explanation.notes.empty()) print_out("\n");
  for (const std::string& note : explanation.notes) print_out("note: {}\n", note);
}

ExitStatus explain(const ExplainOptions& options) {
  const portage::Package package = rules::package_from_argument(options.atom);
  const auto sources = rules::find_sources(rules::data_directory(), root_of(options));
  const rules::Rules rules = rules::load_valid(sources);
  const Explanation explanation = make_explanation(sources, package, options, rules);
  if (options.json) {
    print_json(explanation);
  } else {
    print_text(explanation);
  }
  return explanation.no_plan.empty() ? ExitStatus::done : ExitStatus::no;
}

} // namespace

void declare_explain(CLI::App& app, int& status) {
  const auto options = std::make_shared<ExplainOptions>();
  app.add_option(
         "ATOM", options->atom,
         "category/name or category/name-version, and what is known: :slot ::repository [use]")
      ->required();
  app.add_option("--config-root", options->config_root,
                 "where etc/portage is (default: PORTAGE_CONFIGROOT)")
      ->check(CLI::ExistingDirectory);
  app.add_option("--inherits", options->inherits,
                 "its eclasses (default: as the repositories or the installed package say)")
      ->type_name("ECLASS,...");
  app.add_flag("--json", options->json, "print JSON");
  app.callback([options, &status] { status = static_cast<int>(explain(*options)); });
}

} // namespace crossrc::commands
