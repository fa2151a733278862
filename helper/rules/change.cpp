#include "rules/change.hpp"

#include "base/shell.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crossrc::rules {
namespace {

constexpr std::array<std::string_view, 21> k_reserved{
    "D",         "ED",       "T",   "WORKDIR", "S",    "FILESDIR", "A",
    "P",         "PN",       "PV",  "PR",      "PVR",  "PF",       "CATEGORY",
    "SHELLOPTS", "BASHOPTS", "UID", "EUID",    "PPID", "IFS",      "LD_PRELOAD"};

constexpr std::array<std::string_view, 4> k_reserved_prefixes{"BASH_", "EBUILD_", "PORTAGE_",
                                                              "SANDBOX_"};

bool is_reserved(std::string_view name) {
  const auto begins = [&](std::string_view prefix) { return name.starts_with(prefix); };
  return std::find(k_reserved.begin(), k_reserved.end(), name) != k_reserved.end() ||
         std::any_of(k_reserved_prefixes.begin(), k_reserved_prefixes.end(), begins);
}

bool check_name(const Node& key, Report& report) {
  if (!is_variable_name(key.text)) {
    report.error(key.place(),
                 fmt::format("expected the name of a variable, found {}", describe(key)));
    return false;
  }
  if (is_reserved(key.text)) {
    report.error(
        key.place(),
        fmt::format("\"{}\" belongs to Portage or to bash: a rule must not change it", key.text));
    return false;
  }
  return true;
}

void read_unset(const Node& node, Change& change, Report& report) {
  if (node.kind == Kind::scalar && node.text == "true") {
    change.unset = true;
  } else {
    report.error(node.place(), fmt::format("expected true, found {}", describe(node)));
  }
}

void read_part(const Node& key, const Node& value, Change& change, Report& report) {
  if (key.text == "unset") {
    read_unset(value, change, report);
  } else if (key.text == "set") {
    if (auto text = read_text(value, "a value", report)) change.set = std::move(text->value);
  } else if (auto words = read_words(value, report)) {
    (key.text == "append" ? change.append : change.remove) = *std::move(words);
  }
}

bool read_parts(const Node& node, Change& change, Report& report) {
  const bool is_map =
      read_map(node, {"set", "append", "remove", "unset"}, report,
               [&](const Node& key, const Node& value) { read_part(key, value, change, report); });
  if (!is_map) return false;
  if (node.entries.empty()) {
    report.error(node.place(), "expected set, append, remove or unset, found an empty map");
    return false;
  }
  if (change.unset && node.entries.size() > 1) {
    report.error(node.place(), "\"unset\" goes with no other key");
    return false;
  }
  return true;
}

std::optional<Change> read_change(const Node& key, const Node& value, Report& report) {
  Change change;
  change.name = key.text;
  change.place = key.place();
  switch (value.kind) {
  case Kind::null:
    change.unset = true;
    return change;
  case Kind::scalar:
    if (auto text = read_text(value, "a value", report)) {
      change.set = std::move(text->value);
      return change;
    }
    return std::nullopt;
  case Kind::map:
    if (read_parts(value, change, report)) return change;
    return std::nullopt;
  case Kind::list:
    break;
  }
  report.error(value.place(), fmt::format("expected a value, null, or a map with the keys set, "
                                          "append, remove, unset; found {}",
                                          describe(value)));
  return std::nullopt;
}

std::string without(const std::string& value, const std::vector<std::string>& globs) {
  std::vector<std::string> kept;
  for (const std::string& word : words(value)) {
    const auto matches = [&](const std::string& glob) { return glob_matches(glob, word); };
    if (std::none_of(globs.begin(), globs.end(), matches)) kept.push_back(word);
  }
  return join(kept, " ");
}

} // namespace

std::optional<std::string> Change::apply(const std::optional<std::string>& value) const {
  if (unset) return std::nullopt;
  std::string result = set ? *set : value.value_or("");
  if (!remove.empty()) result = without(result, remove);
  if (append.empty()) return result;
  return result + (result.empty() ? "" : " ") + join(append, " ");
}

std::string Change::text() const {
  if (unset) return name + " unset";
  std::string result = set ? name + "=" + shell_quote(*set) : name;
  if (!remove.empty()) result += fmt::format(" without {}", fmt::join(remove, " "));
  if (!append.empty()) result += fmt::format(" with {}", fmt::join(append, " "));
  return result;
}

std::vector<Change> read_changes(const Node& node, Report& report) {
  if (node.kind != Kind::map) {
    report.error(node.place(),
                 fmt::format("expected a map of variables, found {}", describe(node)));
    return {};
  }
  refuse_repeated_keys(node, report);
  std::vector<Change> changes;
  changes.reserve(node.entries.size());
  for (const Entry& entry : node.entries) {
    if (!check_name(entry.key, report)) continue;
    if (auto change = read_change(entry.key, entry.value, report)) {
      changes.push_back(*std::move(change));
    }
  }
  return changes;
}

} // namespace crossrc::rules
