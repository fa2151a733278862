#pragma once

#include "base/directory.hpp"

#include <filesystem>
#include <functional>

namespace crossrc::portage {

/// Holds Portage's lock on a file, the one of lib/portage/locks.py lockfile(wantnewlockfile=1):
/// `.NAME.portage_lockfile` beside NAME, locked as a whole with fcntl(2). Waits while another
/// process (or another Lock of this one) holds it; released, and the lock file removed, when this
/// goes.
///
/// No lock can stay behind: the kernel drops it with the process, however that ends. After a
/// SIGKILL the empty file stays, unlocked; whoever locks it next removes it.
class Lock {
public:
  /// Calls `on_wait` once if the lock is not free. Throws SystemError.
  explicit Lock(
      const std::filesystem::path& path,
      const std::function<void(const std::filesystem::path& lock_file)>& on_wait = nullptr);
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  ~Lock();

private:
  Directory directory_;
  std::string name_; ///< of the lock file there
  Fd fd_;
};

} // namespace crossrc::portage
