#include "diagnosis/merge.hpp"

#include "base/text.hpp"
#include "base/untrusted.hpp"

#include <algorithm>

namespace crossrc::diagnosis {
namespace {

constexpr size_t k_longest_command = 300;
constexpr size_t k_most = 20;

/// All of it for a binary package, whose log has nothing else.
std::string_view after_install(std::string_view log) {
  const size_t end = log.rfind(">>> Completed installing ");
  return end == std::string_view::npos ? log : log.substr(end);
}

std::string command_in(std::string_view line) {
  constexpr std::string_view k_signal = " Illegal instruction ";
  constexpr std::string_view k_core = "(core dumped)";
  const size_t place = line.find(k_signal);
  if (place == std::string_view::npos || line.find(": line ") > place) return {};
  std::string_view command = trim(line.substr(place + k_signal.size()));
  if (command.starts_with(k_core)) command = trim(command.substr(k_core.size()));
  return harmless(command, k_longest_command);
}

} // namespace

std::vector<std::string> not_run_at_merge(std::string_view log) {
  std::vector<std::string> commands;
  for (const std::string_view line : split(after_install(log), '\n')) {
    std::string command = command_in(line);
    const bool is_new = std::find(commands.begin(), commands.end(), command) == commands.end();
    if (!command.empty() && is_new && commands.size() < k_most)
      commands.push_back(std::move(command));
  }
  return commands;
}

} // namespace crossrc::diagnosis
