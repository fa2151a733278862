#include "base/directory.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/ownership.hpp"
#include "base/shell.hpp"
#include "base/text.hpp"
#include "chroot/bubblewrap.hpp"
#include "commands/commands.hpp"
#include "commands/print.hpp"
#include "history/history.hpp"
#include "isa/own_cpu.hpp"
#include "root/missing.hpp"
#include "root/target_root.hpp"
#include "rules/compiler.hpp"
#include "rules/environment.hpp"
#include "rules/overlooked.hpp"
#include "rules/phase.hpp"
#include "rules/pkg_config.hpp"
#include "rules/requirement.hpp"
#include "rules/subject.hpp"

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::commands {
namespace {

constexpr const char* k_pkg_config_program = "crossrc-pkg-config";

/// What a plan comes to on this machine.
struct Resolved {
  rules::Plan plan;
  rules::Builder builder;
  rules::Target target;
};

bool is_root(const char* variable, const std::string& root) {
  return rules::normal_root(rules::process_variable(variable).value_or("")) == root;
}

// The builder's own packages are configured by the builder: no plan, and no rules to read for it.
bool builds_for_builder() {
  return is_root("ROOT", "/") && is_root("SYSROOT", "/");
}

void warn(const rules::Overlooked& overlooked) {
  if (!overlooked.message.empty()) print_error("crossrc: {}\n", rules::text_of(overlooked));
}

/// The cross toolchain installs into /usr/TUPLE: while the target's root is there, into that. Empty
/// where that is not so.
std::string reason_against_toolchain() {
  const auto variable = [](const char* name) { return rules::process_variable(name).value_or(""); };
  const std::string tuple = root::tuple_of_category(variable("CATEGORY"));
  if (tuple.empty()) return {};
  const root::TargetRoot place(variable("EPREFIX"), tuple);
  const auto mount = place.mounted();
  if (!mount) return {};
  return fmt::format(
      "\"{}\" is the target's root just now, mounted from {}: the toolchain would be built "
      "into it; call \"crossrc root umount {}\"",
      place.path().string(), root::describe(*mount), tuple);
}

void warn_of_mount(const std::string& tuple, const rules::Roots& roots) {
  const auto missing = root::find_missing_mount(
      {rules::process_variable("EPREFIX").value_or(""), tuple, roots.config_root, roots.root});
  if (missing) print_error("crossrc: {}\n", root::text_of(*missing));
}

void require_usable(const Resolved& resolved) {
  if (resolved.plan.method().inside_root) chroot::find_bubblewrap();
  const auto missing = rules::missing_facts(resolved.plan, resolved.builder, resolved.target);
  if (!missing.empty()) throw InputError(missing.front());
}

std::vector<std::string> run_options(const Resolved& resolved) {
  const rules::Builder& builder = resolved.builder;
  std::vector<std::string> options{"--trap", resolved.plan.trap()};
  const auto add = [&](const char* option, const std::string& value) {
    if (value.empty()) return;
    options.emplace_back(option);
    options.push_back(value);
  };
  add("--cbuild", builder.chost);
  add("--cflags", builder.cflags);
  add("--sysroot", resolved.target.root);
  return options;
}

/// The words of CROSSRC_PLAN, which hooks/ takes apart again.
class Words {
public:
  void add(std::string_view name, std::string_view value) {
    add_word(fmt::format("{}={}", name, value));
  }
  void add_word(const std::string& word) { text_ += " " + shell_quote(word); }
  [[nodiscard]] std::string text() const { return "CROSSRC_PLAN=(" + text_ + " )\n"; }

private:
  std::string text_;
};

/// As the build will see its variables.
rules::Lookup planned(const rules::CarriedPlan& carried) {
  return [&carried](const std::string& name) {
    for (const rules::Carried& variable : carried.variables)
      if (variable.name == name) return variable.result;
    return rules::process_variable(name);
  };
}

void write_program(const Directory& directory, const std::string& name, std::string_view content) {
  constexpr mode_t k_mode = 0755;
  directory.remove(name);
  const Fd fd = directory.open(name, O_WRONLY | O_CREAT | O_EXCL, k_mode);
  const std::string path = directory.path_of(name);
  if (!fd || ::fchmod(fd.get(), k_mode) != 0) throw SystemError("open", path);
  write_all(fd.get(), content, path);
}

/// Those that an earlier plan of this build had are gone.
void write_names(const fs::path& path, const std::vector<rules::PkgConfigName>& names) {
  const auto [above, last] = Directory::of(path);
  if (!above.status(last)) above.make(last);
  const Directory directory = above.below(last);
  for (const std::string& old : directory.names()) directory.remove(old);
  const fs::path helper = own_program(k_pkg_config_program);
  for (const rules::PkgConfigName& name : names)
    write_program(directory, name.name, pkgconfig::script(name.question, helper));
}

/// What BUILD_PKG_CONFIG is to be; empty where that is the builder's own.
std::string build_pkg_config(const Resolved& resolved) {
  const auto names = rules::pkg_config_names(resolved.plan, resolved.builder, resolved.target,
                                             rules::process_variable);
  if (names.empty() || !fs::exists(own_program(k_pkg_config_program))) return {};
  return fmt::format("{}/{}", names.back().question.names, names.back().name);
}

/// The plan's variables, each with what it is now.
rules::CarriedPlan carried_of(const Resolved& resolved) {
  rules::CarriedPlan carried;
  for (rules::Assignment& assignment : rules::environment(
           resolved.plan, resolved.builder, resolved.target, rules::process_variable)) {
    auto before = rules::process_variable(assignment.name);
    carried.variables.push_back({std::move(assignment.name), std::move(assignment.value),
                                 std::move(assignment.edits), std::move(before)});
  }
  return carried;
}

/// Of what is not supervised nobody will tell which commands these flags came to.
void tell_own_cpu(const rules::CarriedPlan& carried) {
  for (const char* name : {"CFLAGS", "CXXFLAGS", "FFLAGS", "FCFLAGS", "RUSTFLAGS"}) {
    const auto set = std::ranges::find(carried.variables, name, &rules::Carried::name);
    const auto value = set == carried.variables.end() ? rules::process_variable(name) : set->result;
    const std::string flag = isa::own_cpu_flag(words(value.value_or("")));
    if (flag.empty()) continue;
    fmt::print(stderr,
               "crossrc: {} in {} means the CPU of this machine, not the target's: name that\n",
               flag, name);
  }
}

std::string words_of(const Resolved& resolved) {
  const rules::Plan& plan = resolved.plan;
  const rules::CarriedPlan carried = carried_of(resolved);
  tell_own_cpu(carried);
  if (!resolved.builder.pkg_config.empty()) {
    write_names(fs::path(resolved.builder.pkg_config).parent_path(),
                rules::pkg_config_names(plan, resolved.builder, resolved.target, planned(carried)));
  }
  Words words;
  words.add("crossrc", "1");
  words.add("package", plan.package.cpv());
  words.add("method", plan.method().name);
  words.add("target", resolved.target.chost);
  words.add("root", resolved.target.root);
  if (plan.method().inside_root) words.add("inside", resolved.target.root);
  words.add("trap", plan.trap());
  words.add("phases", fmt::format("{}", fmt::join(plan.phases(), " ")));
  words.add("supervise", fmt::format("{}", fmt::join(plan.supervised(), " ")));
  for (const rules::Rule* rule : plan.rules_that_count()) {
    if (!rule->reason.empty()) words.add("reason", rule->reason);
  }
  for (const std::string& option : run_options(resolved)) words.add("run", option);
  if (plan.settings.isa) words.add("isa", plan.settings.isa->value);
  if (!resolved.builder.pkg_config.empty())
    words.add("tools", fs::path(resolved.builder.pkg_config).parent_path().native());
  words.add("names", join(rules::names_to_look_at(carried), " "));
  for (const rules::Carried& variable : carried.variables) {
    for (const std::string& word : rules::words_of(variable)) words.add_word(word);
  }
  return words.text();
}

/// What the plan asks for and is not there: packages, compilers.
std::vector<std::string> unmet(const Resolved& resolved) {
  const std::string prefix = rules::process_variable("EPREFIX").value_or("");
  auto sentences = rules::unmet_requirements(resolved.plan, resolved.builder.root,
                                             resolved.target.root + prefix);
  const auto compiler = rules::missing_compiler(
      resolved.plan,
      rules::chost_of(resolved.plan, resolved.builder, resolved.target, rules::process_variable),
      rules::process_variable);
  sentences.insert(sentences.end(), compiler.begin(), compiler.end());
  return sentences;
}

ExitStatus print_plan(const Resolved& resolved) {
  const std::vector<std::string> missing = unmet(resolved);
  for (const std::string& sentence : missing) print_error("crossrc: {}\n", sentence);
  if (!missing.empty()) return ExitStatus::no;
  fmt::print("{}", words_of(resolved));
  return ExitStatus::done;
}

/// Root runs what these say: whoever can write to one of them can do all that root can.
void refuse_exposed(const rules::Sources& sources, const std::string& hooks) {
  if (::geteuid() != 0) return;
  std::vector<fs::path> files = sources.shipped;
  files.insert(files.end(), sources.user.begin(), sources.user.end());
  files.emplace_back(fs::read_symlink("/proc/self/exe"));
  if (fs::exists(own_program(k_pkg_config_program)))
    files.push_back(own_program(k_pkg_config_program));
  if (!hooks.empty()) {
    for (const fs::directory_entry& entry : fs::directory_iterator(hooks))
      if (entry.is_regular_file()) files.push_back(entry.path());
  }
  const auto exposures = find_exposures(files);
  if (exposures.empty()) return;
  throw InputError(
      fmt::format("\"{}\" {}: expected what only root can change, see \"crossrc doctor\"",
                  exposures.front().path.string(), exposures.front().reason));
}

ExitStatus plan(const std::string& hooks) {
  const auto none = [] {
    fmt::print("CROSSRC_PLAN=()\n");
    return ExitStatus::done;
  };
  const auto sources = rules::find_sources(rules::data_directory(), rules::config_root());
  rules::Rules rules;
  if (builds_for_builder()) {
    const std::string reason = reason_against_toolchain();
    if (!reason.empty()) {
      print_error("crossrc: {}\n", reason);
      return ExitStatus::no;
    }
  } else if (!sources.user.empty()) {
    refuse_exposed(sources, hooks);
    rules = rules::load_valid(sources);
  }
  const auto roots = rules::roots_in(rules::process_variable, rules::config_root(), rules);
  Resolved resolved;
  resolved.target = rules::find_target(rules.target, rules::process_variable);
  const auto reason = rules::no_plan(sources, resolved.target, roots);
  if (!builds_for_builder()) {
    warn_of_mount(resolved.target.chost, roots);
    for (const rules::Overlooked& file : rules::unread_rules(sources, roots)) warn(file);
  }
  if (reason) {
    warn(*reason);
    return none();
  }
  resolved.plan = rules::make_plan(rules, rules::package_from_environment(rules::process_variable));
  resolved.builder = rules::find_builder(rules.builder, rules::process_variable);
  resolved.builder.cache = history::cache_directory() / "isa";
  resolved.builder.pkg_config = build_pkg_config(resolved);
  require_usable(resolved);
  return print_plan(resolved);
}

} // namespace

void declare_plan(CLI::App& app, int& status) {
  const auto hooks = std::make_shared<std::string>();
  app.add_option("HOOKS", *hooks, "the hook's directory");
  app.callback([hooks, &status] { status = static_cast<int>(plan(*hooks)); });
}

} // namespace crossrc::commands
