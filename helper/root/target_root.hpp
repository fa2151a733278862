// The target's root at /usr/TUPLE: bound there while packages are built for it, and not while the
// cross toolchain is (crossrc(7), THE TWO MACHINES).
#pragma once

#include "root/mounts.hpp"
#include "root/users.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::root {

/// True for what may be a part of a path and of a command: `x86_64-laptop-linux-gnu`.
bool is_tuple(std::string_view text);

class TargetRoot {
public:
  /// PREFIX/usr/TUPLE. Throws InputError for what is no tuple.
  TargetRoot(const std::filesystem::path& prefix, const std::string& tuple);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// The category that crossdev puts the toolchain into: `cross-TUPLE`.
  [[nodiscard]] std::string category() const { return "cross-" + tuple_; }
  [[nodiscard]] std::optional<Mount> mounted() const { return mount_at(path_); }

  /// Binds `directory` there. Throws InputError where that is no root of a target or where
  /// something else is mounted, SystemError where it is not allowed. False: it is there already.
  [[nodiscard]] bool mount(const std::filesystem::path& directory) const;
  /// Takes away what is on top. False: nothing is mounted.
  [[nodiscard]] bool umount() const;

private:
  std::string tuple_;
  std::filesystem::path path_;
};

/// The tuple in `cross-TUPLE`, or empty where it is not that.
std::string tuple_of_category(const std::string& category);

/// Where `mount` comes from, for people: the directory of its file system, and the device.
std::string describe(const Mount& mount);

} // namespace crossrc::root
