// What the tests of rules/ share: rules from text, lookups from a map.
#pragma once

#include "base/text.hpp"
#include "rules/load.hpp"
#include "rules/machines.hpp"

#include <map>
#include <string>

namespace crossrc::rules::test {

/// The texts of all findings, a line each.
inline std::string lines(const Report& report) {
  std::string text;
  for (const Finding& finding : report.findings()) text += finding.text() + "\n";
  return text;
}

inline Rule rule_of(const std::string& text, Report& report) {
  return read_rule(parse_document(text, "f"), report);
}

inline Settings settings_of(const std::string& text) {
  Report report;
  return read_defaults(parse_document(text, "f"), report);
}

inline Lookup lookup_in(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

} // namespace crossrc::rules::test
