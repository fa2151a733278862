#include "rules/rule.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace crossrc::rules {
namespace {

template <class Table> std::vector<std::string_view> names_of(const Table& table) {
  std::vector<std::string_view> names;
  names.reserve(table.size());
  for (const auto& row : table) names.push_back(row.name);
  return names;
}

void read_method(const Node& node, Settings& settings, Report& report) {
  if (const Method* method = node.kind == Kind::scalar ? find_method(node.text) : nullptr) {
    settings.method = {method, node.place()};
    return;
  }
  const std::vector<std::string_view> names = names_of(k_methods);
  // What the guide counts on with is asked for beside a method.
  for (const auto& [number, key] : {std::pair{"8", "both"}, std::pair{"9", "identical"}}) {
    if (node.kind != Kind::scalar || node.text != number) continue;
    report.error(node.place(), fmt::format("the guide's method {0} is the key \"{1}\", beside a "
                                           "method: expected \"{1}: [category/name]\"",
                                           number, key));
    return;
  }
  // "or 1 to 7" belongs to the last name: it is no name itself, so no typo leads to it.
  if (node.kind == Kind::scalar) {
    report.error(node.place(), unknown("method", node.text, names) + ", or its number, 1 to 7");
  } else {
    read_choice(node, "method", names, report);
  }
}

Setting<std::string> choice(const Node& node, std::string_view what,
                            const std::vector<std::string_view>& known, Report& report) {
  const auto found = read_choice(node, what, known, report);
  if (!found) return std::nullopt;
  return Located<std::string>{std::string(known[*found]), node.place()};
}

void read_trap(const Node& node, Settings& settings, Report& report) {
  settings.trap = choice(node, "trap policy", {k_traps.begin(), k_traps.end()}, report);
}

// Whether something is installed is asked of one package: a wildcard names too many.
Setting<Requirements> read_requirements(const Node& node, Report& report) {
  if (node.kind == Kind::list && node.items.empty()) return Located<Requirements>{{}, node.place()};
  auto atoms = read_atoms(node, Wildcards::refused, report);
  if (!atoms) return std::nullopt;
  Located<Requirements> requirements{{}, atoms->place};
  for (portage::Atom& atom : atoms->value)
    requirements.value.push_back({{std::move(atom), atoms->place}});
  return requirements;
}

void read_identical(const Node& node, Settings& settings, Report& report) {
  settings.identical = read_requirements(node, report);
}

void read_both(const Node& node, Settings& settings, Report& report) {
  settings.both = read_requirements(node, report);
}

void read_isa(const Node& node, Settings& settings, Report& report) {
  settings.isa = choice(node, "isa", {"builder", "target"}, report);
}

bool is_gcc_version(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.back() != '.' &&
         text.find("..") == std::string_view::npos &&
         text.find_first_not_of("0123456789.") == std::string_view::npos;
}

void read_gcc(const Node& node, Settings& settings, Report& report) {
  settings.gcc = read_text(node, "a version of gcc such as 13", report);
  if (!settings.gcc) return;
  if (is_gcc_version(node.text)) return;
  report.error(node.place(),
               fmt::format("expected a version of gcc such as 13, found {}", describe(node)));
}

void read_compiler(const Node& node, Settings& settings, Report& report) {
  settings.compiler = choice(node, "compiler", {"gcc", "clang"}, report);
}

void read_phases(const Node& node, Settings& settings, Report& report) {
  const auto names = read_list(node, "phases", report);
  if (!names) return;
  std::vector<bool> named(k_phases.size());
  for (const Located<std::string>& name : *names) {
    const auto phase = std::find(k_phases.begin(), k_phases.end(), name.value);
    if (phase == k_phases.end()) {
      report.error(name.place, unknown("phase", name.value, {k_phases.begin(), k_phases.end()}));
    } else {
      named[static_cast<size_t>(phase - k_phases.begin())] = true;
    }
  }
  settings.phases = {{}, node.place()};
  for (size_t i = 0; i < named.size(); ++i) {
    if (named[i]) settings.phases->value.push_back(k_phases[i]);
  }
}

void read_env(const Node& node, Settings& settings, Report& report) {
  settings.env = read_changes(node, report);
}

void read_qt_host_path(const Node& node, Settings& settings, Report& report) {
  settings.qt_host_path = read_directory(node, report);
}

void read_data_dirs(const Node& node, Settings& settings, Report& report) {
  settings.data_dirs = choice(node, "data-dirs", {"builder", "target"}, report);
}

struct Key {
  std::string_view name;
  void (*read)(const Node& node, Settings& settings, Report& report);
};

constexpr std::array k_keys{
    Key{"method", read_method},
    Key{"trap", read_trap},
    Key{"identical", read_identical},
    Key{"both", read_both},
    Key{"isa", read_isa},
    Key{"gcc", read_gcc},
    Key{"compiler", read_compiler},
    Key{"phases", read_phases},
    Key{"env", read_env},
    Key{"qt-host-path", read_qt_host_path},
    Key{"data-dirs", read_data_dirs},
};

bool read_setting(const Node& key, const Node& value, Settings& settings, Report& report) {
  const auto found = std::find_if(k_keys.begin(), k_keys.end(),
                                  [&](const Key& known) { return known.name == key.text; });
  if (found == k_keys.end()) return false;
  found->read(value, settings, report);
  return true;
}

const std::vector<std::string_view>& setting_keys() {
  static const std::vector<std::string_view> names = names_of(k_keys);
  return names;
}

template <class T> void take(Setting<T>& here, const Setting<T>& later) {
  if (later) here = later;
}

void add(Setting<Requirements>& here, const Setting<Requirements>& later) {
  if (!here || !later || later->value.empty()) return take(here, later);
  for (const Requirement& wanted : later->value) {
    const auto same =
        std::find_if(here->value.begin(), here->value.end(), [&](const Requirement& other) {
          return other.value.text() == wanted.value.text();
        });
    if (same == here->value.end())
      here->value.push_back(wanted);
    else if (same->as_declared)
      *same = wanted;
  }
}

bool is_same(const Place& one, const Place& other) {
  return one.line == other.line && one.column == other.column && one.file == other.file;
}

template <class T> bool is_left(const Setting<T>& part, const Setting<T>& whole) {
  return part && whole && is_same(part->place, whole->place);
}

bool is_left(const Setting<Requirements>& part, const Setting<Requirements>& whole) {
  if (!part || !whole) return false;
  if (part->value.empty()) return is_same(part->place, whole->place);
  return std::any_of(whole->value.begin(), whole->value.end(),
                     [&](const auto& wanted) { return is_same(wanted.place, part->place); });
}

/// A change is lost where a later one sets the variable, whatever it was.
bool is_left(const Change& change, const std::vector<Change>& all) {
  const auto own = std::find_if(all.begin(), all.end(), [&](const Change& other) {
    return is_same(other.place, change.place);
  });
  return own != all.end() && std::none_of(own + 1, all.end(), [&](const Change& later) {
           return later.name == change.name && !later.edits();
         });
}

void warn_without_effect(const Rule& rule, Report& report) {
  if (rule.settings.empty()) {
    report.warning(rule.place, "this rule sets nothing: expected a key besides match and reason");
  }
  if (rule.settings.phases && rule.settings.phases->value.empty()) {
    report.warning(rule.settings.phases->place, "no phase is named, so nothing ever applies");
  }
}

} // namespace

bool Settings::empty() const {
  return !method && !trap && !identical && !both && !isa && !gcc && !compiler && !phases &&
         !qt_host_path && !data_dirs && env.empty();
}

void Settings::overlay(const Settings& later) {
  take(method, later.method);
  take(trap, later.trap);
  add(identical, later.identical);
  add(both, later.both);
  take(isa, later.isa);
  take(gcc, later.gcc);
  take(compiler, later.compiler);
  take(phases, later.phases);
  take(qt_host_path, later.qt_host_path);
  take(data_dirs, later.data_dirs);
  env.insert(env.end(), later.env.begin(), later.env.end());
}

bool Settings::have_of(const Settings& part) const {
  return is_left(part.method, method) || is_left(part.trap, trap) ||
         is_left(part.identical, identical) || is_left(part.both, both) || is_left(part.isa, isa) ||
         is_left(part.gcc, gcc) || is_left(part.compiler, compiler) ||
         is_left(part.phases, phases) || is_left(part.qt_host_path, qt_host_path) ||
         is_left(part.data_dirs, data_dirs) ||
         std::any_of(part.env.begin(), part.env.end(),
                     [&](const Change& change) { return is_left(change, env); });
}

const std::vector<std::string_view>& rule_keys() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> result = setting_keys();
    result.insert(result.begin(), "match");
    result.emplace_back("reason");
    return result;
  }();
  return names;
}

Rule read_rule(const Node& node, Report& report) {
  Rule rule;
  rule.place = node.place();
  const size_t errors_before = report.count(Severity::error);
  bool has_match = false;
  const bool is_map = read_map(node, rule_keys(), report, [&](const Node& key, const Node& value) {
    if (read_setting(key, value, rule.settings, report)) return;
    if (key.text == "match") {
      has_match = true;
      rule.match = read_matches(value, report);
    } else if (auto reason = read_text(value, "a reason in words", report)) {
      rule.reason = std::move(reason->value);
    }
  });
  if (!is_map) return rule;
  if (!has_match)
    report.error(rule.place, "this rule has no \"match\": expected an atom, a map or a list");
  if (report.count(Severity::error) == errors_before) warn_without_effect(rule, report);
  return rule;
}

Settings read_defaults(const Node& node, Report& report) {
  Settings settings;
  read_map(node, setting_keys(), report,
           [&](const Node& key, const Node& value) { read_setting(key, value, settings, report); });
  return settings;
}

} // namespace crossrc::rules
