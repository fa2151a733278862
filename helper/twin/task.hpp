// Commands that make a twin's parts.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace crossrc::twin {

/// Why there is no twin; the text follows "no twin: " in the build log.
class TwinError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// One file to make. The command lines are tried in turn until one succeeds.
struct Task {
  std::filesystem::path output;
  std::filesystem::path directory;
  std::vector<std::vector<std::string>> attempts;
  std::vector<std::string> environment; ///< added to ours, `NAME=value`
};

/// Makes the task's output in one step (another job may want the same), or throws TwinError with
/// the first lines of what the last attempt said. All that was said is appended to `log`.
void perform(const Task& task, const std::filesystem::path& log);

/// Performs all, `jobs` at a time, and throws the first TwinError after the last has ended.
void perform_all(const std::vector<Task>& tasks, unsigned jobs, const std::filesystem::path& log);

} // namespace crossrc::twin
