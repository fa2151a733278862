#include "base/process.hpp"

#include "base/error.hpp"
#include "base/fd.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc {
namespace {

[[noreturn]] void fail_in_child(const char* what) {
  const char* reason = std::strerror(errno);
  for (const char* part : {"cannot start ", what, ": ", reason, "\n"}) {
    if (::write(STDERR_FILENO, part, std::strlen(part)) < 0) break;
  }
  ::_exit(127);
}

/// Only async-signal-safe calls: the parent may have threads one day.
[[noreturn]] void become(char* const* argv, char* const* environment, const RunOptions& options,
                         int output) {
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int input = options.input < 0 ? ::open("/dev/null", O_RDONLY | O_CLOEXEC) : options.input;
  const int errors = options.errors < 0 ? output : options.errors;
  if (::dup2(input, STDIN_FILENO) < 0 || ::dup2(output, STDOUT_FILENO) < 0 ||
      ::dup2(errors, STDERR_FILENO) < 0) {
    ::_exit(127);
  }
  const char* const directory = options.directory.c_str();
  if (*directory != '\0' && ::chdir(directory) != 0) fail_in_child(directory);
  if (options.identity && (::setgroups(0, nullptr) != 0 || ::setgid(options.identity->group) != 0 ||
                           ::setuid(options.identity->user) != 0))
    fail_in_child("as another user");
  if (environment != nullptr) {
    ::execvpe(argv[0], argv, environment);
  } else {
    ::execvp(argv[0], argv);
  }
  fail_in_child(argv[0]);
}

std::string collect(int fd, size_t limit) {
  std::string output;
  std::array<char, 65536> block{};
  for (;;) {
    const ssize_t count = ::read(fd, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return output;
    output.append(block.data(), std::min(static_cast<size_t>(count), limit - output.size()));
  }
}

} // namespace

std::vector<char*> pointers_to(const std::vector<std::string>& strings) {
  std::vector<char*> result;
  result.reserve(strings.size() + 1);
  for (const std::string& string : strings) result.push_back(const_cast<char*>(string.c_str()));
  result.push_back(nullptr);
  return result;
}

int shell_status(int wait_status) {
  return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

int end_like(int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    const int signal = WTERMSIG(wait_status);
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    ::signal(signal, SIG_DFL);
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, signal);
    ::sigprocmask(SIG_UNBLOCK, &only, nullptr);
    ::raise(signal); // PID 1 of a namespace survives that
  }
  return shell_status(wait_status);
}

RunResult run(const std::vector<std::string>& argv, const RunOptions& options) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw SystemError("pipe", argv.front());
  Fd reader(ends[0]);
  Fd writer(ends[1]);
  const std::vector<char*> arguments = pointers_to(argv);
  std::vector<char*> environment;
  if (options.environment) environment = pointers_to(*options.environment);
  const pid_t child = ::fork();
  if (child < 0) throw SystemError("fork", argv.front());
  if (child == 0) {
    become(arguments.data(), environment.empty() ? nullptr : environment.data(), options,
           writer.get());
  }
  writer.reset();
  RunResult result;
  result.output = collect(reader.get(), options.output_limit);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw SystemError("waitpid", argv.front());
  }
  result.status = shell_status(status);
  return result;
}

std::string search_path() {
  const char* path = std::getenv("PATH");
  return path == nullptr ? "/bin:/usr/bin" : path;
}

std::optional<fs::path> find_program(std::string_view name, std::string_view search_path) {
  const auto runnable = [](const fs::path& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) &&
           ::access(path.c_str(), X_OK) == 0;
  };
  if (name.find('/') != std::string_view::npos) {
    if (runnable(name)) return fs::absolute(name);
    return std::nullopt;
  }
  while (!search_path.empty()) {
    const size_t colon = search_path.find(':');
    const std::string_view directory = search_path.substr(0, colon);
    const fs::path candidate = fs::path(directory.empty() ? "." : directory) / name;
    if (runnable(candidate)) return fs::absolute(candidate);
    if (colon == std::string_view::npos) break;
    search_path.remove_prefix(colon + 1);
  }
  return std::nullopt;
}

} // namespace crossrc
