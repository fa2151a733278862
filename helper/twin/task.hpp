// Commands that make a twin's parts.
#pragma once

#include "twin/progress.hpp"

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

/// One way to make a file.
struct Try {
  std::vector<std::string> argv;
  std::vector<std::string> environment = {}; ///< added to ours, `NAME=value`

  friend bool operator==(const Try&, const Try&) = default;
};

/// One file to make. Where the output's name is a word of a command line, alone or with an ending,
/// the same name in a directory beside it takes its place until all is well.
struct Task {
  std::filesystem::path output;
  std::filesystem::path directory;
  std::vector<Try> tries; ///< one after the other until one succeeds
  /// Called with that name, to throw TwinError if what was made must not be used. Or none.
  std::function<void(const std::filesystem::path&)> check = {};
};

/// Our environment with these in place of what has their names, and without what makes compilers
/// write more files.
std::vector<std::string> environment_with(const std::vector<std::string>& added);

/// Makes the task's output in one step (another job may want the same), or throws TwinError with
/// the first lines of what the last try said. All that was said is appended to `log`.
void perform(const Task& task, const std::filesystem::path& log);

/// Performs all, `jobs` at a time, and throws the first TwinError after the last has ended.
/// Counts what is made in `progress`.
void perform_all(const std::vector<Task>& tasks, unsigned jobs, const std::filesystem::path& log,
                 Progress& progress);

} // namespace crossrc::twin
