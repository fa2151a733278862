#include "portage/settings.hpp"

#include "base/process.hpp"
#include "base/shell.hpp"
#include "base/text.hpp"

#include <cstdlib>
#include <fmt/format.h>
#include <vector>

namespace crossrc::portage {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::vector<std::string> portageq() {
  const std::string bin_path = variable("PORTAGE_BIN_PATH");
  if (bin_path.empty()) return {"portageq"};
  const std::string python = variable("PORTAGE_PYTHON");
  return {python.empty() ? "python3" : python, bin_path + "/portageq"};
}

/// Reads one shell word of bare characters, '...' and "'" from the front of `text`; nothing where
/// a quote is not closed.
std::optional<std::string> take_word(std::string_view& text) {
  std::string word;
  while (!text.empty() && text.front() != '\n') {
    const char first = text.front();
    text.remove_prefix(1);
    if (first != '\'' && first != '"') {
      word += first;
      continue;
    }
    const size_t end = text.find(first);
    if (end == std::string_view::npos) return std::nullopt;
    word += text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  return word;
}

} // namespace

std::map<std::string, std::string> parse_assignments(std::string_view text) {
  std::map<std::string, std::string> result;
  while (!text.empty()) {
    const size_t line_end = std::min(text.find('\n'), text.size());
    const size_t equals = text.substr(0, line_end).find('=');
    if (equals != std::string_view::npos && is_variable_name(text.substr(0, equals))) {
      const std::string name(text.substr(0, equals));
      text.remove_prefix(equals + 1);
      if (auto value = take_word(text)) result[name] = *std::move(value);
    } else {
      text.remove_prefix(line_end);
    }
    if (!text.empty()) text.remove_prefix(1);
  }
  return result;
}

std::optional<std::string> Settings::get(const std::string& name) {
  if (!variables_) ask();
  const auto found = variables_->find(name);
  if (found == variables_->end()) return std::nullopt;
  return found->second;
}

void Settings::ask() {
  std::vector<std::string> command = portageq();
  command.insert(command.end(), {"envvar", "-v", "*"});
  RunOptions options;
  // Clean: what the caller has exported would come back as if it were configured.
  options.environment = {"PATH=" + variable("PATH"), "EPREFIX=" + variable("EPREFIX"),
                         "PORTAGE_CONFIGROOT=" + config_root_.string()};
  const RunResult result = run(command, options);
  variables_ = parse_assignments(result.output);
  said_ = result.output;
  if (result.status == 0) return;
  const std::string_view reason = trim(result.output);
  problem_ = fmt::format("{} does not answer (status {}): {}", command.front(), result.status,
                         reason.substr(reason.rfind('\n') + 1));
}

} // namespace crossrc::portage
