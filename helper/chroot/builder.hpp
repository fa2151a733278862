// The builder's own programs inside of another root.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::chroot {

/// Where a root that crossrc made shows the builder's root, read-only. /run is the one directory
/// that every root has and whose content does not matter.
inline constexpr std::string_view k_builder = "/run/crossrc";

/// What to execute, and with which arguments.
struct Command {
  std::filesystem::path program;
  std::vector<std::string> argv;
};

/// Knows the builder's loaders and libraries; each is asked once.
class Builder {
public:
  /// How a process inside runs `program`, a path outside, as if with `argv`: through the builder's
  /// loader with the builder's libraries (ld.so(8)), because what lies at their usual paths is the
  /// target's. A static program needs none of that. Both paths are canonical.
  Command command_inside(const std::filesystem::path& program,
                         const std::vector<std::string>& argv);

private:
  const std::string& library_path(const std::filesystem::path& loader,
                                  const std::filesystem::path& program);

  std::map<std::filesystem::path, std::string> library_paths_; ///< by program
};

} // namespace crossrc::chroot
