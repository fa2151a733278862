// How a root is put together for a command that runs inside of it: options of bubblewrap
// (bwrap(1)).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace crossrc::chroot {

/// What a command inside sees under the path that it has outside.
struct Share {
  std::filesystem::path path;
  bool writable = false;
};

/// `path` inside of `root`, with the symbolic links on the way followed as they are seen there.
/// What is not there is taken as it is written.
std::filesystem::path resolve_inside(const std::filesystem::path& root,
                                     const std::filesystem::path& path);

/// `root` as "/", read-only, and `shares`. Where a share has no place in `root`, its nearest
/// directory is put together anew, entry by entry, in memory: nothing is written to `root`, so
/// anyone may do it. Shares that do not exist are left out.
std::vector<std::string> read_only_layout(const std::filesystem::path& root,
                                          std::vector<Share> shares);

/// `root` as "/", writable, and `shares`, each of which has a place in it (mount_points.hpp): what
/// was written to a directory in memory would be lost.
std::vector<std::string> writable_layout(const std::filesystem::path& root,
                                         std::vector<Share> shares);

} // namespace crossrc::chroot
