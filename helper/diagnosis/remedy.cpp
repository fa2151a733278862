#include "diagnosis/remedy.hpp"

#include "base/text.hpp"
#include "base/untrusted.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace crossrc::diagnosis {
namespace {

using history::Remedy;

/// What a rule can set, and why it may help.
struct Setting {
  std::string key;
  std::string value;
  std::string advice;
};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

/// A scalar between single quotes, which take everything but themselves. ASCII, as a log need not
/// be UTF-8.
std::string quoted(const std::string& line) {
  constexpr size_t k_longest = 120;
  std::string text = harmless(line, k_longest);
  for (const char* curly : {"‘", "’"}) text = replaced(text, curly, "'");
  std::replace_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; },
      '?');
  return "'" + replaced(text, "'", "''") + "'";
}

/// In short: what crossrc says of a program begins with a long path.
std::string reason_of(const Symptom& symptom) {
  const bool is_refusal = symptom.kind == Kind::sigill && !symptom.subject.empty();
  return quoted(is_refusal ? "a program traps; not rerun: " + symptom.subject : symptom.evidence);
}

std::string rule_of(const Setting& setting, const Symptom& symptom, const Situation& situation) {
  return fmt::format("- match: {}\n  {}: {}\n  reason: {}\n", situation.package, setting.key,
                     setting.value, reason_of(symptom));
}

std::string_view without_reason(std::string_view rule) {
  return rule.substr(0, rule.find("\n  reason: "));
}

bool was_tried(const Setting& setting, const Situation& situation) {
  const auto& failures = situation.failures;
  if (setting.key == "method")
    return setting.value == situation.method ||
           std::find(failures.begin(), failures.end(), setting.value) != failures.end();
  if (setting.key == "trap") return setting.value == situation.trap;
  return setting.key == "isa" && situation.for_builder;
}

Setting method(const char* name, const char* advice) {
  return {"method", name, advice};
}

const Setting& for_builder() {
  static const Setting setting{"isa", "builder",
                               "build it without the instructions that this CPU lacks"};
  return setting;
}

/// What was done before the trap cannot be undone: a twin that starts instead has nothing to undo.
bool is_about_its_state(const std::string& refusal) {
  return refusal.starts_with("it ha") || refusal.starts_with("it may") ||
         refusal.starts_with("its process") || refusal.starts_with("its state");
}

std::vector<Setting> against_sigill(const Symptom& symptom, const Situation& situation) {
  std::vector<Setting> settings;
  const bool is_watched = situation.trap != "off" && situation.trap != "report";
  if (!is_watched)
    settings.push_back({"trap", "auto", "let crossrc replace programs that trap by their twins"});
  if (situation
          .is_of_go) { // go knows no flags for the builder's programs, and its own have no twins
    settings.push_back(for_builder());
    return settings;
  }
  if (is_watched && !situation.watched)
    settings.push_back({"trap", "rerun",
                        "its flags seemed to need nothing that this CPU lacks, so it was not "
                        "watched: with this rule it is"});
  if (is_about_its_state(symptom.subject))
    settings.push_back({"trap", "eager", "start its programs as their twins from the beginning"});
  settings.push_back(method("cross", "a cross build makes such programs for the builder"));
  settings.push_back(for_builder());
  return settings;
}

std::vector<Setting> against_missing(const std::string& provider) {
  if (provider.empty()) return {};
  return {{"both", fmt::format("[{}]", provider),
           fmt::format("the target has it by {0}: install that on the builder as well, emerge "
                       "--oneshot {0}",
                       provider)}};
}

bool is_of_toolchain(const std::string& tool, const Situation& situation) {
  return !situation.target.empty() && tool.starts_with(situation.target + "-");
}

std::vector<Setting> against_missing_tool(const std::string& tool, const Situation& situation) {
  if (has_program(situation, tool)) return {}; // a later attempt may have found it
  if (is_of_toolchain(tool, situation))
    return {method("builder", "the cross toolchain lacks it: use the builder's")};
  return against_missing(provider_of_program(situation, tool));
}

std::vector<Setting> against_qt_tools(const Situation& situation) {
  const std::string root = root_with_moc(situation);
  if (!root.empty())
    return {{"qt-host-path", root, fmt::format("the builder's Qt is in \"{}\"", root)}};
  return {{"both", "[dev-qt/qtbase]",
           "install Qt on the builder as well, emerge --oneshot dev-qt/qtbase: its moc is run"}};
}

std::vector<Setting> against_missing_files(bool target_has_it) {
  if (!target_has_it) return {};
  return {method("sysroot", "the target's root has it: make the compiler look there")};
}

std::vector<Setting> settings_against(const Symptom& symptom, const Situation& situation) {
  switch (symptom.kind) {
  case Kind::cross_run:
    return {method("native", "let it believe that it is native: its programs may run, and their "
                             "traps are dealt with")};
  case Kind::cannot_execute:
    return {method("cross", "a cross build makes the programs that it runs for the builder"),
            method("builder", "the builder's toolchain makes programs that start here")};
  case Kind::newer_libc:
    return {
        {"trap", "eager", "start its programs as their twins, linked with the builder's libraries"},
        method("cross", "a cross build makes the programs that it runs for the builder"),
        method("builder", "the builder's toolchain makes programs that start here")};
  case Kind::wrong_elf_class:
    return {method("sysroot", "make the compiler look for libraries in the target's root only"),
            method("root-only", "leave the search paths of each ABI to the ebuild")};
  case Kind::missing_tool:
    return against_missing_tool(symptom.subject, situation);
  case Kind::missing_module:
    return against_missing(provider_of_module(situation, symptom.subject));
  case Kind::missing_library:
    return against_missing(provider_of_library(situation, symptom.subject));
  case Kind::missing_package:
    return against_missing(provider_of_package(situation, symptom.subject));
  case Kind::missing_header:
    return against_missing_files(target_has_header(situation, symptom.subject));
  case Kind::missing_archive:
    return against_missing_files(target_has_archive(situation, symptom.subject));
  case Kind::qt_tools:
    return against_qt_tools(situation);
  case Kind::protoc:
    return {{"identical", "[dev-libs/protobuf]",
             "install the target's version of protobuf on the builder: its protoc is run"}};
  case Kind::sigill:
    return against_sigill(symptom, situation);
  case Kind::go_level:
    return {{"env", "{ GOAMD64: null }", "build it for the first amd64: its own tools are run"}};
  case Kind::unsafe_path:
    return {method("sysroot", "make the compiler's own directories those of the target's root")};
  }
  return {};
}

/// The guide's order, without what is only for kinds of packages.
std::optional<Remedy> next_method(const Situation& situation) {
  for (const char* name : {"cross", "native", "sysroot", "builder", "swap"}) {
    const Setting setting = method(name, "the log shows nothing that crossrc knows; if it is the "
                                         "cross build, this is the next of the guide's methods");
    if (was_tried(setting, situation)) continue;
    const Symptom none{Kind::cross_run, "the method before it failed", "", false};
    return Remedy{"unknown", "", setting.advice, rule_of(setting, none, situation)};
  }
  return std::nullopt;
}

} // namespace

std::optional<Remedy> find_remedy(const Symptom& symptom, const Situation& situation) {
  for (const Setting& setting : settings_against(symptom, situation)) {
    if (was_tried(setting, situation)) continue;
    return Remedy{std::string(name_of(symptom.kind)), symptom.evidence, setting.advice,
                  rule_of(setting, symptom, situation)};
  }
  return std::nullopt;
}

std::vector<Remedy> find_remedies(const std::vector<Symptom>& symptoms,
                                  const Situation& situation) {
  constexpr size_t k_most = 3;
  std::vector<Remedy> remedies;
  for (const Symptom& symptom : symptoms) {
    auto remedy = find_remedy(symptom, situation);
    const auto is_alike = [&](const Remedy& other) {
      return without_reason(other.rule) == without_reason(remedy->rule);
    };
    if (!remedy || std::any_of(remedies.begin(), remedies.end(), is_alike)) continue;
    remedies.push_back(*std::move(remedy));
    if (remedies.size() == k_most) return remedies;
  }
  if (!remedies.empty()) return remedies;
  if (auto next = next_method(situation)) remedies.push_back(*std::move(next));
  return remedies;
}

} // namespace crossrc::diagnosis
