#include "rules/load.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fmt/format.h>

namespace fs = std::filesystem;

namespace crossrc::rules {
namespace {

const char* variable_or(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : otherwise;
}

bool is_rules_file(const fs::path& path) {
  // A leading dot: editors' swap files, and Portage's ._cfg0000_*.yaml that await etc-update.
  return path.extension() == ".yaml" && !path.filename().string().starts_with('.');
}

std::vector<fs::path> rules_files_in(const fs::path& directory) {
  std::error_code error;
  fs::directory_iterator entries(directory, error);
  if (error == std::errc::no_such_file_or_directory) return {};
  if (error) throw SystemError("read", directory.string(), error.value());
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : entries) {
    if (is_rules_file(entry.path())) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Rules that were meant to be read, by the name: YAML with another ending, or none at all, which
/// is how Portage's own directories have it. What editors and package managers leave has others.
bool is_meant_as_rules(const fs::path& path) {
  if (is_rules_file(path)) return false;
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::string name = path.filename().string();
  const bool is_text = name.starts_with("README") || name.ends_with('~') || name.starts_with('#');
  return !name.starts_with('.') && !is_text &&
         (ending == ".yaml" || ending == ".yml" || ending.empty());
}

std::vector<fs::path> unread_in(const fs::path& config) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const char* name : {"crossrc.yml", "crossrc.YAML", "crossrc.YML", "crossrc"}) {
    if (fs::is_regular_file(config / name, error)) files.push_back(config / name);
  }
  for (const auto& entry : fs::directory_iterator(config / "crossrc.d", error)) {
    if (entry.is_regular_file(error) && is_meant_as_rules(entry.path()))
      files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Setting<std::string> read_flags(const Node& node, Report& report) {
  if (node.kind == Kind::null) return Located<std::string>{"", node.place()};
  const auto flags = read_words(node, report);
  if (!flags) return std::nullopt;
  return Located<std::string>{join(*flags, " "), node.place()};
}

void read_builder(const Node& node, BuilderKeys& builder, Report& report) {
  read_map(node, {"chost", "root", "cflags", "cxxflags", "ldflags"}, report,
           [&](const Node& key, const Node& value) {
             if (key.text == "chost") builder.chost = read_tuple(value, report);
             if (key.text == "root") builder.root = read_directory(value, report);
             if (key.text == "cflags") builder.cflags = read_flags(value, report);
             if (key.text == "cxxflags") builder.cxxflags = read_flags(value, report);
             if (key.text == "ldflags") builder.ldflags = read_flags(value, report);
           });
}

Setting<std::string> read_target_root(const Node& node, Report& report) {
  auto root = read_directory(node, report);
  if (root && root->value == "/") {
    report.error(root->place,
                 "expected the target's own root, found \"/\", which is the builder's");
    return std::nullopt;
  }
  return root;
}

void read_target(const Node& node, TargetKeys& target, Report& report) {
  read_map(node, {"chost", "root"}, report, [&](const Node& key, const Node& value) {
    if (key.text == "chost") target.chost = read_tuple(value, report);
    if (key.text == "root") target.root = read_target_root(value, report);
  });
}

void read_rules(const Node& node, std::vector<Rule>& rules, Report& report) {
  if (node.kind != Kind::list) {
    report.error(node.place(), fmt::format("expected a list of rules, found {}", describe(node)));
    return;
  }
  rules.reserve(rules.size() + node.items.size());
  for (const Node& item : node.items) rules.push_back(read_rule(item, report));
}

void read_top(const Node& root, Rules& rules, Report& report) {
  if (root.kind == Kind::null) return;
  read_map(root, {"builder", "target", "defaults", "rules"}, report,
           [&](const Node& key, const Node& value) {
             if (value.kind == Kind::null) return; // all below it is commented out
             if (key.text == "builder") read_builder(value, rules.builder, report);
             if (key.text == "target") read_target(value, rules.target, report);
             if (key.text == "defaults") rules.defaults.overlay(read_defaults(value, report));
             if (key.text == "rules") read_rules(value, rules.rules, report);
           });
}

/// What crossrc ships must not stop what builds without it.
void require_as_declared(Settings& settings) {
  for (Setting<Requirements>* requirements : {&settings.identical, &settings.both}) {
    if (!*requirements) continue;
    for (Requirement& requirement : (*requirements)->value) requirement.as_declared = true;
  }
}

} // namespace

Sources find_sources(const fs::path& data_directory, const fs::path& config_root) {
  const fs::path config = config_root / "etc" / "portage";
  Sources sources;
  sources.shipped = rules_files_in(data_directory / "rules.d");
  if (fs::exists(fs::symlink_status(config / "crossrc.yaml"))) {
    sources.user.push_back(config / "crossrc.yaml");
  }
  for (fs::path& file : rules_files_in(config / "crossrc.d"))
    sources.user.push_back(std::move(file));
  sources.unread = unread_in(config);
  return sources;
}

fs::path data_directory() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path beside = program.parent_path().parent_path() / "share/crossrc";
  const std::string installed = fs::is_directory(beside, error) ? beside.string() : CROSSRC_DATADIR;
  return variable_or("CROSSRC_DATADIR", installed.c_str());
}

fs::path config_root() {
  return variable_or("PORTAGE_CONFIGROOT", variable_or("EPREFIX", "/"));
}

void load_file(const fs::path& path, Rules& rules, Report& report) {
  Node root;
  try {
    root = read_document(path);
  } catch (const DocumentError& error) {
    report.error(error.place(), error.message());
    return;
  } catch (const SystemError& error) {
    report.error({path.string()}, error.what());
    return;
  }
  read_top(root, rules, report);
}

void load_text(std::string_view text, const std::string& file, Rules& rules, Report& report) {
  try {
    read_top(parse_document(text, file), rules, report);
  } catch (const DocumentError& error) {
    report.error(error.place(), error.message());
  }
}

Rules load(const Sources& sources, Report& report) {
  Rules rules;
  for (const fs::path& file : sources.shipped) load_file(file, rules, report);
  for (Rule& rule : rules.rules) require_as_declared(rule.settings);
  for (const fs::path& file : sources.user) load_file(file, rules, report);
  return rules;
}

Rules load_valid(const Sources& sources) {
  constexpr size_t k_shown = 20;
  Report report;
  Rules rules = load(sources, report);
  if (report.valid()) return rules;
  std::vector<std::string> errors;
  for (const Finding& finding : report.findings()) {
    if (finding.severity == Severity::error) errors.push_back(finding.text());
    if (errors.size() == k_shown) break;
  }
  const size_t more = report.count(Severity::error) - errors.size();
  if (more > 0) errors.push_back(fmt::format("and {} more: see crossrc check", more));
  throw InputError(join(errors, "\n"));
}

} // namespace crossrc::rules
