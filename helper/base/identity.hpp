// As whom root works among files that somebody else controls.
#pragma once

#include <filesystem>
#include <sys/types.h>
#include <vector>

namespace crossrc {

/// A user and their group.
struct Identity {
  uid_t user = 0;
  gid_t group = 0;

  bool operator==(const Identity&) const = default;
};

/// Who decides what `path`, which need not be there, stands for: the owner of the first directory
/// or link on the way that is not root's, for everything below it is theirs to replace at any time.
/// Ours where there is none, where we are not root, and in a user namespace of one user.
Identity master_of(const std::filesystem::path& path);

/// While it lives this process touches files as somebody else: a link that they put there leads
/// nowhere that they could not go themselves, however quickly they do it. Commands that are started
/// meanwhile have our rights again. Needs root for anybody but ourselves, and only one thread.
/// Throws SystemError where this is not allowed.
class ActingAs {
public:
  explicit ActingAs(const Identity& identity);
  ActingAs(const ActingAs&) = delete;
  ActingAs& operator=(const ActingAs&) = delete;
  ~ActingAs();

private:
  bool is_changed_ = false;
  std::vector<gid_t> groups_; ///< ours, to be had again
};

/// Becomes somebody else for good, and so does all that this process starts. Nothing happens where
/// that is us. Throws SystemError.
void become(const Identity& identity);

} // namespace crossrc
