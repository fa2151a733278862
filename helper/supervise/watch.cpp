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
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::supervise {
namespace {

constexpr int k_interpreters = 5; // of interpreters: as many as the kernel follows
constexpr std::string_view k_removed = " (deleted)"; // as proc(5) marks it
constexpr size_t k_most_names = 10000;
constexpr size_t k_first_line = 256; // BINPRM_BUF_SIZE

/// Empty where there is no such file.
fs::path real_path(const fs::path& path) {
  const Fd file(::open(path.c_str(), O_PATH | O_CLOEXEC));
  return file ? read_proc_link(::getpid(), fmt::format("fd/{}", file.get())) : fs::path();
}

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
  const std::string link = from_here ? "cwd" : fmt::format("fd/{}", notification.directory);
  fs::path directory = read_proc_link(thread, link);
  if (!directory.native().ends_with(k_removed)) return directory / path;
  return real_path(fmt::format("/proc/{}/{}/{}", thread, link, path)); // ".." is still there
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

/// Where the system keeps its own programs; hardly links into a tree.
bool is_of_system(std::string_view path) {
  constexpr std::array<std::string_view, 4> places = {"/usr/", "/bin/", "/sbin/", "/lib"};
  return std::ranges::any_of(places,
                             [&](std::string_view place) { return path.starts_with(place); });
}

/// True also where there is no such file.
bool has_no_links(const fs::path& path) {
  const open_how how = {.flags = O_PATH | O_CLOEXEC, .mode = 0, .resolve = RESOLVE_NO_SYMLINKS};
  const Fd file(static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, path.c_str(), &how, sizeof how)));
  return file || errno == ENOENT || errno == ENOTDIR;
}

} // namespace

bool Watch::covers(const fs::path& program) const {
  const fs::path& sysroot = setting_.toolchain.sysroot;
  if (!sysroot.empty() && sysroot != "/" && is_below(program, sysroot)) return true;
  return std::ranges::any_of(setting_.trees,
                             [&](const fs::path& tree) { return is_below(program, tree); });
}

/// Empty where it is a link into the trees by no means.
fs::path Watch::real_path_in_trees(const fs::path& path) const {
  if (is_of_system(path.native()) || has_no_links(path)) return {};
  fs::path real = real_path(path);
  return covers(real) ? real : fs::path();
}

bool Watch::is_in_another_root(const Notification& notification, std::string_view path) {
  // Only bwrap makes them (chroot/bubblewrap.hpp), and to look costs as much as all the rest.
  has_other_roots_ = has_other_roots_ || path.ends_with("bwrap");
  return has_other_roots_ && is_inside(notification.thread);
}

std::optional<Watch::Found> Watch::find(const Notification& notification, const std::string& path) {
  if (is_in_another_root(notification, path)) return Found{{}, true}; // it will be seen then
  if (unwatched_.contains(path)) return std::nullopt;
  fs::path program = resolve(notification, path);
  if (is_of_system(path) && !covers(program) && !is_loader(program)) {
    if (unwatched_.size() < k_most_names) unwatched_.insert(path);
    return std::nullopt;
  }
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

fs::path program_behind(const Notification& notification, const std::string& path) {
  fs::path program = resolve(notification, path);
  for (int depth = 0; depth <= k_interpreters; ++depth) {
    const std::string content = first_bytes(program);
    if (content.starts_with(ELFMAG)) return program;
    const std::string interpreter = interpreter_of(content);
    if (interpreter.empty()) return {};
    program = resolve(notification, interpreter);
  }
  return {};
}

} // namespace crossrc::supervise
