#include "rules/learned.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "portage/lock.hpp"
#include "rules/describe.hpp"
#include "rules/load.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::rules {
namespace {

constexpr const char* k_header =
    "# Written by \"crossrc learn\", to be read and changed by people.\n";

Rules parse(const std::string& text, const fs::path& file) {
  Rules rules;
  Report report;
  load_text(text, file.string(), rules, report);
  for (const Finding& finding : report.findings()) {
    if (finding.severity == Severity::error) throw InputError(finding.text());
  }
  return rules;
}

/// Everything that a rule says, but its reason.
std::string meaning(const Rule& rule) {
  std::string text;
  for (const Match& match : rule.match) text += match.text() + "\n";
  return text + join(describe(rule.settings), "\n");
}

std::string indented(const std::string& rule, size_t columns) {
  std::string text;
  for (const std::string_view line : split(rule, '\n')) {
    if (!line.empty()) text += std::string(columns, ' ') + std::string(line) + "\n";
  }
  return text;
}

/// The column at which the elements of `rules` stand, from 0; nothing where there is no such key.
std::optional<size_t> column_of_rules(const std::string& text, const fs::path& file) {
  const Node root = parse_document(text, file.string());
  for (const Entry& entry : root.entries) {
    if (entry.key.text != "rules") continue;
    return entry.value.kind == Kind::list ? static_cast<size_t>(entry.value.column) - 1 : 2;
  }
  return std::nullopt;
}

std::string with_rule(const std::string& text, const std::string& rule, const fs::path& file) {
  std::string result = text.empty() ? k_header : text;
  if (!result.ends_with('\n')) result += '\n';
  const auto column = column_of_rules(text, file);
  if (!column) result += "rules:\n";
  return result + indented(rule, column.value_or(2));
}

/// The file still says all that it said, and the rule at its end.
bool is_extended(const Rules& before, const Rules& after, const Rule& added) {
  if (after.rules.size() != before.rules.size() + 1) return false;
  const auto same = [](const Rule& one, const Rule& other) {
    return meaning(one) == meaning(other) && one.reason == other.reason;
  };
  return std::equal(before.rules.begin(), before.rules.end(), after.rules.begin(), same) != 0 &&
         meaning(after.rules.back()) == meaning(added);
}

std::string extended(const std::string& text, const std::string& rule, const fs::path& file,
                     const Rules& before, const Rule& added) {
  try {
    std::string result = with_rule(text, rule, file);
    if (is_extended(before, parse(result, file), added)) return result;
  } catch (const InputError&) { // said below, in terms of what is there
  }
  throw InputError({file.string()},
                   fmt::format("expected a list of rules at its end, one to a line that begins "
                               "with \"-\"; add this rule by hand:\n{}",
                               rule));
}

/// As replace_file(), with the mode and the owner that the file has, where a link leads to.
void replace_contents(const fs::path& file, const std::string& text) {
  std::error_code missing;
  const fs::path place = fs::canonical(file, missing);
  struct stat info {};
  if (missing || ::stat(place.c_str(), &info) != 0) return replace_file(file, text);
  replace_file(place, text, info.st_mode & 07777U);
  if (::chown(place.c_str(), info.st_uid, info.st_gid) != 0 && errno != EPERM)
    throw SystemError("chown", place.string());
}

} // namespace

fs::path learned_file(const fs::path& config_root) {
  return config_root / "etc/portage/crossrc.d/90-learned.yaml";
}

Addition add_rule(const fs::path& file, const std::string& rule, bool write) {
  const Rules added = parse("rules:\n" + indented(rule, 2), "the rule");
  if (added.rules.size() != 1) throw InputError("expected one rule, found " + rule);
  if (write) fs::create_directories(file.parent_path());
  std::optional<portage::Lock> lock;
  if (write) lock.emplace(file);
  const std::string text = read_file_if_exists(file).value_or("");
  const Rules before = parse(text, file);
  const auto same = [&](const Rule& other) { return meaning(other) == meaning(added.rules[0]); };
  if (std::any_of(before.rules.begin(), before.rules.end(), same)) return Addition::present;
  const std::string after = extended(text, rule, file, before, added.rules[0]);
  if (write) replace_contents(file, after);
  return Addition::made;
}

} // namespace crossrc::rules
