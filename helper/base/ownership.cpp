#include "base/ownership.hpp"

#include <fmt/format.h>
#include <set>
#include <sys/stat.h>

namespace fs = std::filesystem;

namespace crossrc {
namespace {

std::string exposure_of(const fs::path& path, uid_t user) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0 || S_ISLNK(info.st_mode)) return {};
  if (info.st_uid != 0 && info.st_uid != user)
    return fmt::format("belongs to user {}", info.st_uid);
  if (S_ISDIR(info.st_mode) && (info.st_mode & S_ISVTX) != 0) return {};
  if ((info.st_mode & S_IWOTH) != 0) return "can be written by everyone";
  if ((info.st_mode & S_IWGRP) != 0 && info.st_gid != 0) {
    return fmt::format("can be written by group {}", info.st_gid);
  }
  return {};
}

/// `file`, and all directories that lead there.
void add_with_parents(fs::path file, std::set<fs::path>& paths) {
  while (paths.insert(file).second && file.has_relative_path()) file = file.parent_path();
}

} // namespace

std::vector<Exposure> find_exposures(const std::vector<fs::path>& files, uid_t user) {
  std::set<fs::path> paths;
  for (const fs::path& file : files) {
    std::error_code error;
    const fs::path real = fs::canonical(file, error);
    if (error) continue;
    add_with_parents(real, paths);
    add_with_parents(fs::absolute(file).lexically_normal(), paths);
  }
  std::vector<Exposure> exposures;
  for (const fs::path& path : paths) {
    std::string reason = exposure_of(path, user);
    if (!reason.empty()) exposures.push_back({path, std::move(reason)});
  }
  return exposures;
}

} // namespace crossrc
