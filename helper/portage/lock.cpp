#include "portage/lock.hpp"

#include "base/error.hpp"

#include <cerrno>
#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>

namespace fs = std::filesystem;

namespace crossrc::portage {
namespace {

constexpr mode_t k_mode = 0660;

/// As Portage makes it: open to the whole group, whatever our umask says, or a Portage that does
/// not run as root could not lock it after us.
Fd create_lock_file(const Directory& directory, const std::string& name) {
  Fd fd = directory.open(name, O_RDWR | O_CREAT | O_EXCL, k_mode);
  if (!fd) return fd;
  if (const group* portage = ::getgrnam("portage"); portage != nullptr) {
    // Only root, or a member, may give it away; any other keeps its own group, as in Portage.
    [[maybe_unused]] const int refused =
        ::fchown(fd.get(), static_cast<uid_t>(-1), portage->gr_gid);
  }
  if (::fchmod(fd.get(), k_mode) != 0) throw SystemError("chmod", directory.path_of(name));
  return fd;
}

Fd open_lock_file(const Directory& directory, const std::string& name) {
  for (;;) {
    Fd fd = directory.open(name, O_RDWR);
    if (fd) return fd;
    if (errno != ENOENT) throw SystemError("open", directory.path_of(name));
    fd = create_lock_file(directory, name);
    if (fd) return fd;
    if (errno != EEXIST) throw SystemError("create", directory.path_of(name));
  }
}

// An open-file-description lock: it and Portage's per-process one exclude each other, but it does
// not vanish when some other descriptor of the file is closed, and two threads exclude each other.
bool try_lock(int fd, int command) {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  while (::fcntl(fd, command, &whole) != 0) {
    if (errno != EINTR) return false;
  }
  return true;
}

bool is_at(const Directory& directory, const std::string& name, int fd) {
  struct stat opened {};
  const auto there = directory.status(name);
  return there && ::fstat(fd, &opened) == 0 && opened.st_dev == there->st_dev &&
         opened.st_ino == there->st_ino;
}

} // namespace

Lock::Lock(const fs::path& path, const std::function<void(const fs::path&)>& on_wait)
    : directory_(path.parent_path()), name_("." + path.filename().string() + ".portage_lockfile") {
  bool told = !on_wait;
  do {
    fd_ = open_lock_file(directory_, name_);
    if (try_lock(fd_.get(), F_OFD_SETLK)) continue;
    if (errno != EAGAIN && errno != EACCES) throw SystemError("lock", directory_.path_of(name_));
    if (!told) on_wait(directory_.path_of(name_));
    told = true;
    if (!try_lock(fd_.get(), F_OFD_SETLKW)) throw SystemError("lock", directory_.path_of(name_));
  } while (!is_at(directory_, name_, fd_.get())); // the holder before us removed it: ours is void
}

Lock::~Lock() {
  // Removed while it is still held: whoever waits for it finds it gone and makes a new one.
  if (is_at(directory_, name_, fd_.get())) directory_.remove(name_);
}

} // namespace crossrc::portage
