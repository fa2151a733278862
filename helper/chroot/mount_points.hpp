#pragma once

#include "chroot/layout.hpp"

#include <filesystem>
#include <vector>

namespace crossrc::chroot {

/// A place in a root for each share that has none: an empty directory, or an empty file for a file.
/// What was made goes with this, unless something was put into it meanwhile.
class MountPoints {
public:
  /// Throws SystemError.
  MountPoints(const std::filesystem::path& root, const std::vector<Share>& shares);
  MountPoints(const MountPoints&) = delete;
  MountPoints& operator=(const MountPoints&) = delete;
  ~MountPoints();

private:
  void make(const std::filesystem::path& root, const Share& share);
  void make_directory(const std::filesystem::path& directory);
  void remove();

  std::vector<std::filesystem::path> made_; ///< in the order in which they were
};

} // namespace crossrc::chroot
