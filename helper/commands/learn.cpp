#include "base/error.hpp"
#include "commands/commands.hpp"
#include "commands/print.hpp"
#include "history/history.hpp"
#include "portage/atom.hpp"
#include "rules/learned.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace crossrc::commands {
namespace {

using history::Build;
using history::Remedy;

struct LearnOptions {
  std::string atom;
  std::string config_root;
  size_t choice = 1; ///< which of the rules that the diagnosis proposed, from 1
  bool dry_run = false;
  bool json = false;
};

struct Lesson {
  Build build;
  std::vector<Remedy> remedies; ///< those with a rule, the likeliest first; never empty
  size_t chosen = 0;            ///< one of them

  [[nodiscard]] const Remedy& remedy() const { return remedies[chosen]; }
};

std::vector<Remedy> with_rules(std::vector<Remedy> remedies) {
  std::erase_if(remedies, [](const Remedy& remedy) { return remedy.rule.empty(); });
  return remedies;
}

/// The newest build, of a package that `atom` matches if there is one.
std::optional<Build> last_build(const std::string& atom) {
  std::optional<portage::Atom> wanted;
  if (!atom.empty()) wanted = portage::Atom::parse(atom);
  const auto builds = history::History(history::cache_directory()).read();
  const auto found = std::find_if(builds.rbegin(), builds.rend(), [&](const Build& build) {
    return !wanted || wanted->matches(history::package_of(build));
  });
  return found == builds.rend() ? std::nullopt : std::optional(*found);
}

std::optional<Lesson> find_lesson(const LearnOptions& options) {
  auto build = last_build(options.atom);
  if (!build) {
    print_error("crossrc: no build{} is recorded, see \"crossrc log\"\n",
                options.atom.empty() ? "" : fmt::format(" of \"{}\"", options.atom));
    return std::nullopt;
  }
  if (build->built) {
    print_error("crossrc: {} was built: there is nothing to learn\n", build->package);
    return std::nullopt;
  }
  auto remedies = with_rules(build->remedies);
  if (remedies.empty()) {
    print_error("crossrc: {} failed, and no rule is known that may help\n", build->package);
    return std::nullopt;
  }
  if (options.choice > remedies.size()) {
    throw InputError(fmt::format("--choice {}: expected a number from 1 to {}, the rules that are "
                                 "proposed for {}",
                                 options.choice, remedies.size(), build->package));
  }
  return Lesson{*std::move(build), std::move(remedies), options.choice - 1};
}

fs::path file_of(const LearnOptions& options, const Build& build) {
  return rules::learned_file(options.config_root.empty() ? build.config_root : options.config_root);
}

void print_json(const fs::path& file, const Lesson& lesson, bool added) {
  ordered_json rules = ordered_json::array();
  for (const Remedy& remedy : lesson.remedies)
    rules.push_back({{"rule", remedy.rule}, {"advice", remedy.advice}});
  const Remedy& remedy = lesson.remedy();
  const ordered_json answer{{"package", lesson.build.package},
                            {"file", file.string()},
                            {"rule", remedy.rule},
                            {"advice", remedy.advice},
                            {"evidence", remedy.evidence},
                            {"added", added},
                            {"choice", lesson.chosen + 1},
                            {"choices", rules}};
  print_object(answer);
}

/// The rules that were not taken, by the numbers that choose them.
void print_others(const Lesson& lesson) {
  for (size_t i = 0; i < lesson.remedies.size(); ++i) {
    if (i == lesson.chosen) continue;
    print_out("or, with --choice {}: {}:\n{}", i + 1, lesson.remedies[i].advice,
              lesson.remedies[i].rule);
  }
}

void print_text(const fs::path& file, const Lesson& lesson, const LearnOptions& options,
                rules::Addition addition) {
  const char* what = addition == rules::Addition::present ? "is there already"
                     : options.dry_run                    ? "would be added"
                                                          : "added";
  print_out("{}: {}:\n{}", file.string(), what, lesson.remedy().rule);
  print_out("{}: {}\n", lesson.build.package, lesson.remedy().advice);
  print_others(lesson);
}

ExitStatus learn(const LearnOptions& options) {
  const auto lesson = find_lesson(options);
  if (!lesson) return ExitStatus::no;
  const fs::path file = file_of(options, lesson->build);
  const auto addition = rules::add_rule(file, lesson->remedy().rule, !options.dry_run);
  if (options.json) {
    print_json(file, *lesson, addition == rules::Addition::made && !options.dry_run);
  } else {
    print_text(file, *lesson, options, addition);
  }
  return ExitStatus::done;
}

} // namespace

void declare_learn(CLI::App& app, int& status) {
  const auto options = std::make_shared<LearnOptions>();
  app.add_option("ATOM", options->atom, "a package that failed (default: the last build)");
  app.add_option("--config-root", options->config_root,
                 "where etc/portage is (default: that of the build)")
      ->check(CLI::ExistingDirectory);
  app.add_option("--choice", options->choice, "which of the rules that are proposed (default: 1)")
      ->type_name("NUMBER")
      ->check(from_one());
  app.add_flag("--dry-run", options->dry_run, "say what would be added, write nothing");
  app.add_flag("--json", options->json, "print JSON");
  app.callback([options, &status] { status = static_cast<int>(learn(*options)); });
}

} // namespace crossrc::commands
