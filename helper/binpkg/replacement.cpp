#include "binpkg/replacement.hpp"

#include "base/error.hpp"
#include "base/file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <utility>

namespace fs = std::filesystem;

namespace crossrc::binpkg {
namespace {

constexpr std::time_t k_day = 86400;
constexpr size_t k_buffer = 256U << 10U;

constexpr mode_t k_rights = 0777;

std::string temporary_for(const std::string& name) {
  return "." + name + ".crossrc";
}

} // namespace

Replacement::Replacement(const fs::path& path) : Replacement(Directory::of(path), path.string()) {}

Replacement::Replacement(std::pair<Directory, std::string> place, std::string shown)
    : directory_(std::move(place.first)), name_(std::move(place.second)),
      temporary_(temporary_for(name_)), shown_(std::move(shown)) {
  directory_.remove(temporary_);
  fd_ = directory_.open(temporary_, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (!fd_) throw SystemError("open", shown_ + ".crossrc");
  buffer_.reserve(k_buffer);
}

Replacement::Replacement(Replacement&& other) noexcept
    : directory_(std::move(other.directory_)), name_(std::move(other.name_)),
      temporary_(std::exchange(other.temporary_, {})), shown_(std::move(other.shown_)),
      fd_(std::move(other.fd_)), buffer_(std::move(other.buffer_)) {}

Replacement::~Replacement() {
  if (!temporary_.empty()) directory_.remove(temporary_);
}

void Replacement::discard_leftover(const fs::path& path) {
  try {
    Directory(path.parent_path()).remove(temporary_for(path.filename()));
  } catch (const Error&) { // no directory, no leftover
    return;
  }
}

Fd Replacement::open() const {
  Fd fd = directory_.open(temporary_, O_RDONLY);
  if (!fd) throw SystemError("open", shown_);
  return fd;
}

/// The kernel takes whole blocks at multiples of their size in one piece.
void Replacement::write(std::string_view data) {
  while (data.size() >= k_buffer - buffer_.size()) {
    const size_t room = k_buffer - buffer_.size();
    buffer_ += data.substr(0, room);
    data.remove_prefix(room);
    flush();
  }
  buffer_ += data;
}

void Replacement::flush() {
  write_all(fd_.get(), buffer_, shown_);
  buffer_.clear();
}

void Replacement::seal(const struct stat& model, std::time_t mtime) {
  flush();
  std::string().swap(buffer_);
  const auto old = current();
  const struct stat& like = old && S_ISREG(old->st_mode) ? *old : model;
  // Only root may give a file away; the mode is what readers depend on.
  if (::fchown(fd_.get(), like.st_uid, like.st_gid) != 0 && errno != EPERM)
    throw SystemError("chown", shown_);
  if (::fchmod(fd_.get(), like.st_mode & k_rights) != 0) throw SystemError("chmod", shown_);
  const std::array<timespec, 2> times{{{mtime, 0}, {mtime, 0}}};
  if (::futimens(fd_.get(), times.data()) != 0) throw SystemError("utimensat", shown_);
  fd_.reset();
}

void Replacement::commit() {
  if (!directory_.rename(temporary_, name_)) throw SystemError("rename", shown_);
  temporary_.clear();
}

std::time_t later_than(std::time_t old, std::time_t by) {
  const std::time_t now = std::time(nullptr);
  return old < now + k_day ? std::max(now, old + by) : now;
}

} // namespace crossrc::binpkg
