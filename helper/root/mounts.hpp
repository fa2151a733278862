// What is mounted where (proc_pid_mountinfo(5)).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::root {

struct Mount {
  std::filesystem::path point;
  std::string device;          ///< major:minor
  std::filesystem::path inner; ///< the directory of that file system that is mounted
  std::string source;          ///< as mount(8) shows it
};

/// `text` with white space and backslashes for \ooo, as mountinfo and fstab(5) have them.
std::string unescaped(std::string_view text);

/// The mounts in `mountinfo`, in their order; lines that are none are passed over.
std::vector<Mount> parse_mounts(std::string_view mountinfo);

/// Those of this process. Throws SystemError.
std::vector<Mount> mounts();

/// What is on top at `directory`; nothing where that is no mount point. Links in it are resolved.
std::optional<Mount> mount_at(const std::filesystem::path& directory);

/// True if both names lead to one directory: one is a bind mount of the other, or a link to it.
bool is_same_directory(const std::filesystem::path& one, const std::filesystem::path& other);

} // namespace crossrc::root
