// Who may change what decides over builds.
#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace crossrc {

/// A file or directory through which somebody else than root can change what builds do.
struct Exposure {
  std::filesystem::path path;
  std::string reason; ///< `belongs to user 1000`
};

/// Those of `files`, of what they are links to, and of the directories above, that are exposed. A
/// directory with the sticky bit is not. Files that are not there are passed over. What
/// belongs to `user` is as good as root's.
std::vector<Exposure> find_exposures(const std::vector<std::filesystem::path>& files,
                                     uid_t user = 0);

} // namespace crossrc
