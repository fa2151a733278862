#include "chroot/bubblewrap.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "chroot/builder.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fmt/format.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::chroot {

fs::path find_bubblewrap() {
  const char* path = std::getenv("PATH");
  if (auto found = find_program("bwrap", path == nullptr ? "/usr/bin:/bin" : path)) return *found;
  throw InputError("there is no bwrap in PATH: install sys-apps/bubblewrap on the builder");
}

namespace {

RunResult run_inside(const fs::path& bubblewrap, const fs::path& root,
                     const std::vector<std::string>& command) {
  std::vector<std::string> words{"/usr/bin/env", "-u",        "LD_PRELOAD", "SANDBOX_ON=0",
                                 bubblewrap,     "--ro-bind", root,         "/"};
  words.insert(words.end(), command.begin(), command.end());
  return run(words);
}

} // namespace

void require_bubblewrap(const fs::path& bubblewrap) {
  const RunResult result = run_inside(bubblewrap, "/", {"true"});
  if (result.status == 0) return;
  throw Error(fmt::format("user {} cannot make a root with bubblewrap: {}; allow user namespaces "
                          "(user.max_user_namespaces, kernel.unprivileged_userns_clone, AppArmor's "
                          "restriction) or build with FEATURES=-userpriv",
                          ::geteuid(), trim(result.output)));
}

void require_shell_that_runs(const fs::path& bubblewrap, const fs::path& root) {
  const RunResult result = run_inside(bubblewrap, root, {"/bin/bash", "-c", ":"});
  if (result.status != 128 + SIGILL) return;
  throw Error(fmt::format("bash of \"{}\" dies of SIGILL on this machine, and nothing takes its "
                          "place: programs that trap are not watched here, see \"trap\" in "
                          "crossrc.yaml(5)",
                          root.string()));
}

std::vector<std::string> common_options() {
  std::vector<std::string> options{"--die-with-parent",
                                   "--dev-bind",
                                   "/dev",
                                   "/dev",
                                   "--proc",
                                   "/proc",
                                   "--ro-bind-try",
                                   "/sys",
                                   "/sys",
                                   "--bind",
                                   "/tmp",
                                   "/tmp",
                                   "--tmpfs",
                                   "/run",
                                   "--ro-bind",
                                   "/",
                                   std::string(k_builder)};
  return options;
}

std::vector<std::string> script_options(const std::string& content, std::string_view path) {
  Fd file(::memfd_create("script", 0));
  if (!file) throw SystemError("memfd_create", "");
  write_all(file.get(), content, "memfd");
  ::lseek(file.get(), 0, SEEK_SET);
  return {"--perms", "0755", "--ro-bind-data", std::to_string(file.release()), std::string(path)};
}

void become_bubblewrap(std::vector<std::string> command) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable = *entry;
    if (!variable.starts_with("LD_PRELOAD=")) {
      environment.emplace_back(variable);
      continue;
    }
    const auto preload = {std::string("--setenv"), std::string("LD_PRELOAD"),
                          std::string(variable.substr(variable.find('=') + 1))};
    command.insert(command.begin() + 1, preload.begin(), preload.end());
  }
  const std::vector<char*> argv = pointers_to(command);
  const std::vector<char*> variables = pointers_to(environment);
  ::syscall(SYS_execve, command.front().c_str(), argv.data(), variables.data());
  throw SystemError("execute", command.front());
}

} // namespace crossrc::chroot
