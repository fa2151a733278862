#include "base/error.hpp"
#include "commands/commands.hpp"
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
  bool dry_run = false;
  bool json = false;
};

struct Lesson {
  Build build;
  Remedy remedy;
};

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
    fmt::print(stderr, "crossrc: no build{} is recorded, see \"crossrc log\"\n",
               options.atom.empty() ? "" : fmt::format(" of \"{}\"", options.atom));
    return std::nullopt;
  }
  if (build->built) {
    fmt::print(stderr, "crossrc: {} was built: there is nothing to learn\n", build->package);
    return std::nullopt;
  }
  if (build->remedies.empty() || build->remedies.front().rule.empty()) {
    fmt::print(stderr, "crossrc: {} failed, and no rule is known that may help\n", build->package);
    return std::nullopt;
  }
  const Remedy remedy = build->remedies.front();
  return Lesson{*std::move(build), remedy};
}

fs::path file_of(const LearnOptions& options, const Build& build) {
  return rules::learned_file(options.config_root.empty() ? build.config_root : options.config_root);
}

void print_json(const fs::path& file, const Lesson& lesson, bool added) {
  const ordered_json answer{{"package", lesson.build.package},    {"file", file.string()},
                            {"rule", lesson.remedy.rule},         {"advice", lesson.remedy.advice},
                            {"evidence", lesson.remedy.evidence}, {"added", added}};
  fmt::print("{}\n", answer.dump(2, ' ', false, ordered_json::error_handler_t::replace));
}

void print_text(const fs::path& file, const Lesson& lesson, const LearnOptions& options,
                rules::Addition addition) {
  const char* what = addition == rules::Addition::present ? "is there already"
                     : options.dry_run                    ? "would be added"
                                                          : "added";
  fmt::print("{}: {}:\n{}", file.string(), what, lesson.remedy.rule);
  fmt::print("{}: {}\n", lesson.build.package, lesson.remedy.advice);
}

ExitStatus learn(const LearnOptions& options) {
  const auto lesson = find_lesson(options);
  if (!lesson) return ExitStatus::no;
  const fs::path file = file_of(options, lesson->build);
  const auto addition = rules::add_rule(file, lesson->remedy.rule, !options.dry_run);
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
                 "where etc/portage is (default: that of the build)");
  app.add_flag("--dry-run", options->dry_run, "say what would be added, write nothing");
  app.add_flag("--json", options->json, "print JSON");
  app.callback([options, &status] { status = static_cast<int>(learn(*options)); });
}

} // namespace crossrc::commands
