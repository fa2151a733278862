#include "root/target_root.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <sys/mount.h>

namespace fs = std::filesystem;

namespace crossrc::root {
namespace {

constexpr std::string_view k_category = "cross-";

bool is_tuple_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == '+';
}

/// A root that Portage is configured in: a slip of the pen must not be bound over the toolchain.
fs::path checked_root(const fs::path& directory, const fs::path& place) {
  std::error_code error;
  fs::path root = fs::canonical(directory, error);
  if (error || !fs::is_directory(root / "etc/portage", error)) {
    throw InputError(fmt::format("\"{}\": expected the target's root, a directory with etc/portage",
                                 directory.string()));
  }
  if (root == "/" || is_below(root, place) || is_below(place, root)) {
    throw InputError(fmt::format("\"{}\": expected a directory apart from \"{}\"",
                                 directory.string(), place.string()));
  }
  return root;
}

} // namespace

bool is_tuple(std::string_view text) {
  const auto parts = split(text, '-');
  const auto is_empty = [](std::string_view part) { return part.empty(); };
  return parts.size() >= 3 && std::none_of(parts.begin(), parts.end(), is_empty) &&
         text.front() != '.' && std::all_of(text.begin(), text.end(), is_tuple_character);
}

TargetRoot::TargetRoot(const fs::path& prefix, const std::string& tuple) : tuple_(tuple) {
  if (!is_tuple(tuple)) {
    throw InputError(
        fmt::format("\"{}\": expected a tuple such as x86_64-laptop-linux-gnu", tuple));
  }
  path_ = (prefix.empty() ? fs::path("/") : prefix) / "usr" / tuple;
}

bool TargetRoot::mount(const fs::path& directory) const {
  if (const auto there = mounted()) {
    if (is_same_directory(path_, directory)) return false;
    throw InputError(
        fmt::format("\"{}\" is mounted already, from {}", path_.string(), describe(*there)));
  }
  std::error_code error;
  if (!fs::is_directory(path_, error)) {
    throw InputError(fmt::format("\"{}\" is no directory: build the cross toolchain first, "
                                 "crossdev --target {}",
                                 path_.string(), tuple_));
  }
  const fs::path root = checked_root(directory, path_);
  if (::mount(root.c_str(), path_.c_str(), nullptr, MS_BIND, nullptr) != 0)
    throw SystemError("mount", path_.string());
  return true;
}

bool TargetRoot::umount() const {
  if (!mounted()) return false;
  if (::umount2(path_.c_str(), UMOUNT_NOFOLLOW) != 0) throw SystemError("umount", path_.string());
  return true;
}

std::string tuple_of_category(const std::string& category) {
  if (!category.starts_with(k_category)) return {};
  std::string tuple = category.substr(k_category.size());
  return is_tuple(tuple) ? tuple : std::string();
}

std::string describe(const Mount& mount) {
  return fmt::format("\"{}\" of {}", mount.inner.string(), mount.source);
}

} // namespace crossrc::root
