#include "base/error.hpp"
#include "commands/commands.hpp"
#include "commands/print.hpp"
#include "root/missing.hpp"
#include "rules/load.hpp"
#include "rules/overlooked.hpp"

#include <array>
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace crossrc::commands {
namespace {

struct CheckOptions {
  std::vector<std::string> files;
  std::string config_root;
  bool json = false;
};

fs::path root_of(const CheckOptions& options) {
  return options.config_root.empty() ? rules::config_root() : fs::path(options.config_root);
}

rules::Sources sources(const CheckOptions& options) {
  rules::Sources result;
  result.user.assign(options.files.begin(), options.files.end());
  if (!options.files.empty()) return result;
  return rules::find_sources(rules::data_directory(), root_of(options));
}

ordered_json to_json(const rules::Report& report, rules::Severity severity) {
  ordered_json list = ordered_json::array();
  for (const rules::Finding& finding : report.findings()) {
    if (finding.severity != severity) continue;
    list.push_back({{"file", finding.place.file},
                    {"line", finding.place.line},
                    {"column", finding.place.column},
                    {"message", finding.message}});
  }
  return list;
}

void print_json(const rules::Sources& sources, const rules::Report& report) {
  ordered_json files = ordered_json::array();
  for (const auto* list : {&sources.shipped, &sources.user}) {
    for (const fs::path& file : *list) files.push_back(file.string());
  }
  const ordered_json answer{{"valid", report.valid()},
                            {"files", files},
                            {"errors", to_json(report, rules::Severity::error)},
                            {"warnings", to_json(report, rules::Severity::warning)}};
  print_object(answer);
}

std::string count(size_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

void print_text(const rules::Sources& sources, const rules::Report& report, size_t rules) {
  for (const rules::Finding& finding : report.findings()) print_out("{}\n", finding.text());
  const size_t errors = report.count(rules::Severity::error);
  const size_t files = sources.shipped.size() + sources.user.size();
  print_out("{} in {}: {}\n", count(rules, "rule"), count(files, "file"),
            errors == 0 ? "valid" : count(errors, "error"));
}

/// What is not read, or not for what emerge builds, is no error of the files.
std::vector<std::string> overlooked(const CheckOptions& options, const rules::Sources& files,
                                    const rules::Rules& rules) {
  std::vector<std::string> texts;
  if (!options.files.empty()) return texts;
  const rules::Target target = rules::find_target(rules.target, rules::process_variable);
  const rules::Roots roots = rules::roots_in(rules::process_variable, root_of(options), rules,
                                             options.config_root.empty() ? "/" : target.root);
  const auto missing = root::find_missing_mount({rules::process_variable("EPREFIX").value_or(""),
                                                 target.chost, roots.config_root, roots.root});
  if (missing) texts.push_back(root::text_of(*missing));
  for (const rules::Overlooked& file : rules::unread_rules(files, roots))
    texts.push_back(rules::text_of(file));
  const auto reason = rules::no_plan(files, target, roots);
  if (reason && !reason->message.empty()) texts.push_back(rules::text_of(*reason));
  return texts;
}

ExitStatus check(const CheckOptions& options) {
  const rules::Sources files = sources(options);
  rules::Report report;
  const rules::Rules rules = rules::load(files, report);
  for (const std::string& text : overlooked(options, files, rules)) report.warning({}, text);
  if (options.json) {
    print_json(files, report);
  } else {
    if (files.user.empty()) {
      print_out("no rules of your own in {}: builds go on as without crossrc\n",
                (root_of(options) / "etc/portage").string());
    }
    print_text(files, report, rules.rules.size());
  }
  return report.valid() ? ExitStatus::done : ExitStatus::bad_input;
}

} // namespace

void declare_check(CLI::App& app, int& status) {
  const auto options = std::make_shared<CheckOptions>();
  app.add_option("FILE", options->files, "rules files; none: those that a build would read");
  app.add_option("--config-root", options->config_root,
                 "where etc/portage is (default: PORTAGE_CONFIGROOT)")
      ->check(CLI::ExistingDirectory);
  app.add_flag("--json", options->json, "print JSON");
  app.callback([options, &status] { status = static_cast<int>(check(*options)); });
}

} // namespace crossrc::commands
