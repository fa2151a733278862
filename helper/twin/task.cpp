#include "twin/task.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/process.hpp"
#include "base/text.hpp"

#include <atomic>
#include <fcntl.h>
#include <fmt/format.h>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

void append_to(const fs::path& log, const std::string& text) {
  const Fd fd = open_file(log, O_WRONLY | O_CREAT | O_APPEND, 0644);
  write_all(fd.get(), text, log.native());
}

/// The line that tells what went wrong: the first with "error" in it, or the first; how it ended
/// where it said nothing.
std::string gist(const RunResult& result) {
  const std::string_view output = trim(result.output);
  if (output.empty()) {
    return result.status > 128 ? fmt::format("it ended by signal {}", result.status - 128)
                               : fmt::format("it ended with status {}", result.status);
  }
  const auto lines = split(output, '\n');
  for (const std::string_view line : lines) {
    if (line.find("error") != std::string_view::npos ||
        line.find("undefined reference") != std::string_view::npos) {
      return std::string(trim(line));
    }
  }
  return std::string(trim(lines.front()));
}

/// Removes what is left of an output that did not get its name.
class Unfinished {
public:
  explicit Unfinished(const fs::path& output)
      : output_(output.native()),
        directory_(output.parent_path() / fmt::format("making-{}", ::gettid())),
        path_((directory_ / output.filename()).native()) {
    fs::create_directories(directory_);
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  ~Unfinished() {
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
  }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::vector<std::string> named_in(std::vector<std::string> argv) const {
    for (std::string& word : argv) {
      if (word.starts_with(output_)) word.replace(0, output_.size(), path_);
    }
    return argv;
  }

private:
  std::string output_;
  fs::path directory_;
  std::string path_; ///< with the output's own name: Ada's compiler insists on that
};

std::string_view name_of(std::string_view entry) {
  return entry.substr(0, entry.find('='));
}

} // namespace

std::vector<std::string> environment_with(const std::vector<std::string>& added) {
  std::set<std::string_view> others{"DEPENDENCIES_OUTPUT", "SUNPRO_DEPENDENCIES"};
  for (const std::string& entry : added) others.insert(name_of(entry));
  // Each once: of two, getenv takes the first and a shell the last.
  std::vector<std::string> all = added;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!others.contains(name_of(*variable))) all.emplace_back(*variable);
  }
  return all;
}

void perform(const Task& task, const fs::path& log) {
  if (fs::exists(task.output)) return;
  const Unfinished unfinished(task.output);
  std::string said;
  for (const Try& attempt : task.tries) {
    const std::vector<std::string> argv = unfinished.named_in(attempt.argv);
    RunOptions options;
    options.directory = task.directory;
    options.environment = environment_with(attempt.environment);
    const RunResult result = run(argv, options);
    append_to(log,
              fmt::format("{}$ {}\n{}", task.directory.native(), join(argv, " "), result.output));
    if (result.status != 0) {
      said = fmt::format("{}: {}", argv.front(), gist(result));
      continue;
    }
    if (task.check) task.check(unfinished.path());
    if (::rename(unfinished.path().c_str(), task.output.c_str()) == 0) return;
    said = SystemError("rename", task.output.native()).what();
  }
  throw TwinError(said);
}

void perform_all(const std::vector<Task>& tasks, unsigned jobs, const fs::path& log,
                 Progress& progress) {
  std::atomic<size_t> next = 0;
  std::mutex mutex;
  std::optional<TwinError> failure;
  const auto work = [&] {
    for (size_t mine = next++; mine < tasks.size(); mine = next++) {
      try {
        perform(tasks[mine], log);
        ++progress.made;
      } catch (const std::exception& error) {
        const std::lock_guard lock(mutex);
        if (!failure) failure.emplace(error.what());
        next = tasks.size();
      }
    }
  };
  std::vector<std::jthread> workers;
  for (size_t i = 1; i < std::min<size_t>(jobs, tasks.size()); ++i) workers.emplace_back(work);
  work();
  workers.clear();
  if (failure) throw *failure;
}

} // namespace crossrc::twin
