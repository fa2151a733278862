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
#include <thread>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

void append_to(const fs::path& log, const std::string& text) {
  const Fd fd = open_file(log, O_WRONLY | O_CREAT | O_APPEND, 0644);
  write_all(fd.get(), text, log.native());
}

/// The lines that tell what went wrong: the first with "error" in it and the next, or the first.
std::string gist(const std::string& output) {
  const auto lines = split(output, '\n');
  for (const std::string_view line : lines) {
    if (line.find("error") != std::string_view::npos ||
        line.find("undefined reference") != std::string_view::npos) {
      return std::string(trim(line));
    }
  }
  return std::string(trim(lines.front()));
}

std::vector<std::string> environment_with(const std::vector<std::string>& added) {
  std::vector<std::string> all = added; // execve's callee takes the first of two
  for (char** variable = environ; *variable != nullptr; ++variable) all.emplace_back(*variable);
  return all;
}

} // namespace

void perform(const Task& task, const fs::path& log) {
  if (fs::exists(task.output)) return;
  const fs::path unfinished = task.output.native() + fmt::format(".{}", ::gettid());
  std::string said;
  for (std::vector<std::string> argv : task.attempts) {
    for (std::string& word : argv) {
      if (word == task.output) word = unfinished;
    }
    RunOptions options;
    options.directory = task.directory;
    options.environment = environment_with(task.environment);
    const RunResult result = run(argv, options);
    append_to(log,
              fmt::format("{}$ {}\n{}", task.directory.native(), join(argv, " "), result.output));
    if (result.status == 0 && ::rename(unfinished.c_str(), task.output.c_str()) == 0) return;
    said = fmt::format("{}: {}", argv.front(), gist(result.output));
  }
  std::error_code ignored;
  fs::remove(unfinished, ignored);
  throw TwinError(said);
}

void perform_all(const std::vector<Task>& tasks, unsigned jobs, const fs::path& log) {
  std::atomic<size_t> next = 0;
  std::mutex mutex;
  std::optional<TwinError> failure;
  const auto work = [&] {
    for (size_t mine = next++; mine < tasks.size(); mine = next++) {
      try {
        perform(tasks[mine], log);
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
