#include "chroot/mount_points.hpp"

#include "base/error.hpp"
#include "base/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::chroot {

MountPoints::MountPoints(const fs::path& root, const std::vector<Share>& shares) {
  try {
    for (const Share& share : shares) make(root, share);
  } catch (const Error&) {
    remove();
    throw;
  }
}

MountPoints::~MountPoints() {
  remove();
}

void MountPoints::make(const fs::path& root, const Share& share) {
  std::error_code error;
  const fs::path point = root / resolve_inside(root, share.path).relative_path();
  if (!fs::exists(share.path, error) || fs::exists(point, error)) return;
  if (fs::is_directory(share.path, error)) {
    make_directory(point);
    return;
  }
  make_directory(point.parent_path());
  open_file(point, O_WRONLY | O_CREAT | O_EXCL, 0444);
  made_.push_back(point);
}

void MountPoints::make_directory(const fs::path& directory) {
  std::error_code error;
  if (fs::exists(directory, error)) return;
  make_directory(directory.parent_path());
  if (::mkdir(directory.c_str(), 0755) != 0) throw SystemError("mkdir", directory.native());
  made_.push_back(directory);
}

void MountPoints::remove() {
  for (; !made_.empty(); made_.pop_back()) {
    const char* path = made_.back().c_str();
    struct stat status {};
    if (::lstat(path, &status) != 0) continue;
    if (S_ISDIR(status.st_mode)) {
      ::rmdir(path);
    } else if (status.st_size == 0) {
      ::unlink(path);
    }
  }
}

} // namespace crossrc::chroot
