#include "supervise/other_root.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "chroot/builder.hpp"
#include "supervise/remote.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <vector>

namespace fs = std::filesystem;

namespace crossrc::supervise {
namespace {

bool is_same_file(const fs::path& one, const fs::path& other) {
  struct stat first {};
  struct stat second {};
  return ::stat(one.c_str(), &first) == 0 && ::stat(other.c_str(), &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

} // namespace

bool is_inside(pid_t thread) {
  return is_same_file(fmt::format("/proc/{}/root{}", thread, chroot::k_builder), "/");
}

fs::path executed_program(pid_t thread, const fs::path& executed, const fs::path& sysroot) {
  if (executed.empty() || !is_inside(thread)) return executed;
  const fs::path program = fmt::format("/proc/{}/exe", thread);
  for (const fs::path& candidate : {executed, sysroot / executed.relative_path()}) {
    if (is_same_file(program, candidate)) return candidate;
  }
  return executed;
}

} // namespace crossrc::supervise
