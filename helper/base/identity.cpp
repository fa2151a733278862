#include "base/identity.hpp"

#include "base/error.hpp"
#include "base/file.hpp"

#include <algorithm>
#include <grp.h>
#include <optional>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc {
namespace {

constexpr int k_most_links = 40; // as the kernel has it

Identity ours() {
  return {::geteuid(), ::getegid()};
}

/// The first on the way to `path` that does not belong to root.
std::optional<Identity> first_stranger(const fs::path& path, int links) {
  fs::path place;
  for (const fs::path& part : path) {
    place /= part;
    struct stat info {};
    if (::lstat(place.c_str(), &info) != 0) return std::nullopt;
    if (info.st_uid != 0) return Identity{info.st_uid, info.st_gid};
    if (!S_ISLNK(info.st_mode)) continue;
    std::error_code error;
    const fs::path target = place.parent_path() / fs::read_symlink(place, error);
    if (error || links == 0) return std::nullopt;
    if (auto stranger = first_stranger(target, links - 1)) return stranger;
  }
  return std::nullopt;
}

/// False in a user namespace that knows no other users: there the owner of almost everything is
/// "nobody", and nobody can be acted as.
bool knows_others() {
  return read_file_if_exists("/proc/self/setgroups").value_or("allow") != "deny\n";
}

std::vector<gid_t> current_groups() {
  std::vector<gid_t> groups(static_cast<size_t>(std::max(0, ::getgroups(0, nullptr))));
  const int count = ::getgroups(static_cast<int>(groups.size()), groups.data());
  groups.resize(static_cast<size_t>(std::max(0, count)));
  return groups;
}

} // namespace

Identity master_of(const fs::path& path) {
  if (::geteuid() != 0 || !knows_others()) return ours();
  return first_stranger(fs::absolute(path), k_most_links).value_or(ours());
}

ActingAs::ActingAs(const Identity& identity) {
  if (identity == ours()) return;
  groups_ = current_groups();
  if (::setgroups(0, nullptr) != 0) throw SystemError("setgroups", "");
  is_changed_ = true;
  ::setfsgid(identity.group);
  ::setfsuid(identity.user); // last: it takes the rights away that the others need
}

ActingAs::~ActingAs() {
  if (!is_changed_) return;
  ::setfsuid(::geteuid());
  ::setfsgid(::getegid());
  [[maybe_unused]] const int refused = ::setgroups(groups_.size(), groups_.data());
}

void become(const Identity& identity) {
  if (identity == ours()) return;
  if (::setgroups(0, nullptr) != 0 ||
      ::setresgid(identity.group, identity.group, identity.group) != 0 ||
      ::setresuid(identity.user, identity.user, identity.user) != 0)
    throw SystemError("setresuid", std::to_string(identity.user));
}

} // namespace crossrc
