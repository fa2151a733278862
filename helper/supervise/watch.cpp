#include "supervise/watch.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "supervise/loader.hpp"
#include "supervise/other_root.hpp"
#include "supervise/remote.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>

namespace fs = std::filesystem;

namespace crossrc::supervise {
namespace {

constexpr int k_interpreters = 5;    // of interpreters: as many as the kernel follows
constexpr size_t k_first_line = 256; // BINPRM_BUF_SIZE

/// The name under which the kernel would find `path` for this caller.
fs::path resolve(const Notification& notification, const std::string& path) {
  const pid_t thread = notification.thread;
  if (path.empty() && notification.empty_path) {
    return read_proc_link(thread, fmt::format("fd/{}", notification.directory));
  }
  if (path.starts_with("/proc/self/")) {
    return read_proc_link(thread, path.substr(std::strlen("/proc/self/")));
  }
  if (path.starts_with('/')) return path;
  const bool from_here = notification.directory == AT_FDCWD;
  return read_proc_link(thread, from_here ? "cwd" : fmt::format("fd/{}", notification.directory)) /
         path;
}

std::string first_bytes(const fs::path& path) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  std::array<char, k_first_line> bytes{};
  const ssize_t count = file ? ::read(file.get(), bytes.data(), bytes.size()) : 0;
  return {bytes.data(), static_cast<size_t>(std::max<ssize_t>(count, 0))};
}

/// Of a script that starts with `#!INTERPRETER [ARGUMENT]`; empty for anything else.
std::string interpreter_of(std::string_view content) {
  if (!content.starts_with("#!")) return "";
  const auto parts = words(content.substr(2, content.find('\n') - 2));
  return parts.empty() ? "" : parts.front();
}

} // namespace

bool Watch::covers(const fs::path& program) const {
  const fs::path& sysroot = setting_.toolchain.sysroot;
  if (!sysroot.empty() && sysroot != "/" && is_below(program, sysroot)) return true;
  return std::ranges::any_of(setting_.trees,
                             [&](const fs::path& tree) { return is_below(program, tree); });
}

/// A link into the trees, perhaps; but hardly from where the system keeps its own.
fs::path Watch::real_path_in_trees(const fs::path& path) const {
  for (const char* system : {"/usr/", "/bin/", "/sbin/", "/lib"}) {
    if (path.native().starts_with(system)) return {};
  }
  const Fd file(::open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!file) return {};
  fs::path real = read_proc_link(::getpid(), fmt::format("fd/{}", file.get()));
  return covers(real) ? real : fs::path();
}

std::optional<Watch::Found> Watch::find(const Notification& notification,
                                        const std::string& path) const {
  if (is_inside(notification.thread)) return Found{{}, true}; // what it is will be seen then
  fs::path program = resolve(notification, path);
  for (int depth = 0; depth <= k_interpreters; ++depth) {
    if (!covers(program) && !is_loader(program)) program = real_path_in_trees(program);
    if (program.empty()) return std::nullopt;
    const std::string content = first_bytes(program);
    if (content.starts_with(ELFMAG)) return Found{program, depth > 0};
    const std::string interpreter = interpreter_of(content);
    if (interpreter.empty()) return std::nullopt;
    program = resolve(notification, interpreter);
  }
  return std::nullopt;
}

} // namespace crossrc::supervise
