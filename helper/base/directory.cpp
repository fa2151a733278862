#include "base/directory.hpp"

#include "base/error.hpp"
#include "base/file.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/limits.h>
#include <linux/openat2.h>
#include <memory>
#include <sys/syscall.h>

namespace fs = std::filesystem;

namespace crossrc {
namespace {

constexpr int k_most_links = 40; // as the kernel has it
constexpr mode_t k_rights = 0777;

Fd open_at(int directory, const std::string& name, int flags, mode_t mode = 0) {
  return Fd(::openat(directory, name.c_str(), flags | O_NOFOLLOW | O_CLOEXEC, mode));
}

/// Goes from directory to directory by its own feet, where the kernel would follow every link.
class Walk {
public:
  explicit Walk(const fs::path& path)
      : name_(path.native()), place_(open_at(AT_FDCWD, "/", O_PATH)) {
    prepend(fs::absolute(path));
  }

  /// Takes the parts one by one. A file at the end is left alone: its name is `rest`.
  Fd to_the_end(std::string* rest) {
    while (!parts_.empty()) {
      const std::string part = parts_.front();
      parts_.pop_front();
      if (part == "." || part.empty()) continue;
      Fd next = open_at(place_.get(), part, O_PATH);
      const bool is_last = parts_.empty() && rest != nullptr;
      if (!next && !(is_last && errno == ENOENT)) throw SystemError("open", name_);
      if (next && follow(next)) continue;
      if (is_last) return *rest = part, std::move(place_);
      place_ = std::move(next);
    }
    if (rest != nullptr) throw SystemError("open", name_, EISDIR);
    return open_at(place_.get(), ".", O_RDONLY | O_DIRECTORY);
  }

private:
  /// False where it is no link.
  bool follow(const Fd& link) {
    struct stat info {};
    if (::fstat(link.get(), &info) != 0) throw SystemError("stat", name_);
    if (!S_ISLNK(info.st_mode)) return false;
    if (::geteuid() == 0 && info.st_uid != 0)
      throw Error(fmt::format("\"{}\": a link of user {} is on the way, root does not follow it",
                              name_, info.st_uid));
    if (++links_ > k_most_links) throw SystemError("open", name_, ELOOP);
    std::array<char, PATH_MAX> text{};
    const ssize_t length = ::readlinkat(link.get(), "", text.data(), text.size());
    if (length <= 0) throw SystemError("readlink", name_);
    prepend(std::string(text.data(), static_cast<size_t>(length)));
    return true;
  }

  void prepend(const fs::path& path) {
    if (path.is_absolute()) place_ = open_at(AT_FDCWD, "/", O_PATH);
    const fs::path parts = path.relative_path();
    parts_.insert(parts_.begin(), parts.begin(), parts.end());
  }

  std::string name_; ///< for messages
  Fd place_;
  std::deque<std::string> parts_;
  int links_ = 0;
};

/// Without a link on the way, as almost always, one call does.
Fd open_directly(const fs::path& path) {
  open_how how{};
  how.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  how.resolve = RESOLVE_NO_SYMLINKS;
  return Fd(static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, path.c_str(), &how, sizeof how)));
}

} // namespace

Directory::Directory(const fs::path& path) : fd_(open_directly(path)), path_(path) {
  if (!fd_) fd_ = Walk(path).to_the_end(nullptr);
  if (!fd_) throw SystemError("open", path.string());
}

std::pair<Directory, std::string> Directory::of(const fs::path& file) {
  std::string name;
  Fd fd = Walk(file).to_the_end(&name);
  return {Directory(std::move(fd), file.parent_path()), name};
}

Directory Directory::below(const std::string& name) const {
  Fd fd = open(name, O_RDONLY | O_DIRECTORY);
  if (!fd) throw SystemError("open", path_of(name));
  return Directory(std::move(fd), path_ / name);
}

void Directory::make(const std::string& name) const {
  if (::mkdirat(fd_.get(), name.c_str(), 0755) != 0) throw SystemError("mkdir", path_of(name));
}

std::vector<std::string> Directory::names() const {
  const auto close = [](DIR* stream) { ::closedir(stream); };
  const std::unique_ptr<DIR, decltype(close)> stream(
      ::fdopendir(open(".", O_RDONLY | O_DIRECTORY).release()), close);
  if (!stream) throw SystemError("read", path_.string());
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

Fd Directory::open(const std::string& name, int flags, mode_t mode) const {
  return open_at(fd_.get(), name, flags, mode);
}

std::optional<struct stat> Directory::status(const std::string& name) const {
  struct stat info {};
  if (::fstatat(fd_.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  return info;
}

bool Directory::rename(const std::string& from, const std::string& to) const {
  return ::renameat(fd_.get(), from.c_str(), fd_.get(), to.c_str()) == 0;
}

bool Directory::remove(const std::string& name) const {
  return ::unlinkat(fd_.get(), name.c_str(), 0) == 0;
}

void Directory::replace(const std::string& name, std::string_view content) const {
  const std::string temporary = fmt::format(".{}.{}.crossrc", name, ::getpid());
  const std::string shown = path_of(name);
  const auto old = status(name);
  const bool keeps_mode = old && S_ISREG(old->st_mode);
  remove(temporary);
  const Fd fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (!fd) throw SystemError("create", shown);
  try {
    write_all(fd.get(), content, shown);
    if (::fchmod(fd.get(), keeps_mode ? old->st_mode & k_rights : 0644) != 0)
      throw SystemError("chmod", shown);
    if (!rename(temporary, name)) throw SystemError("rename", shown);
  } catch (const SystemError&) {
    remove(temporary);
    throw;
  }
}

Fd open_safely(const fs::path& path) {
  const auto [directory, name] = Directory::of(path);
  Fd fd = directory.open(name, O_RDONLY | O_NONBLOCK);
  if (!fd) throw SystemError("open", path.string());
  return fd;
}

} // namespace crossrc
