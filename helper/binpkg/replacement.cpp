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

fs::path resolved(const fs::path& path) {
  std::error_code missing;
  const fs::path target = fs::canonical(path, missing);
  return missing ? path : target;
}

std::string temporary_for(const fs::path& path) {
  return path.parent_path() / ("." + path.filename().string() + ".crossrc");
}

} // namespace

Replacement::Replacement(const fs::path& path)
    : path_(resolved(path)), temporary_(temporary_for(path_)) {
  ::unlink(temporary_.c_str());
  fd_ = open_file(temporary_, O_WRONLY | O_CREAT | O_EXCL, 0600);
  buffer_.reserve(k_buffer);
}

Replacement::Replacement(Replacement&& other) noexcept
    : path_(std::move(other.path_)), temporary_(std::exchange(other.temporary_, {})),
      fd_(std::move(other.fd_)), buffer_(std::move(other.buffer_)) {}

Replacement::~Replacement() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void Replacement::discard_leftover(const fs::path& path) {
  ::unlink(temporary_for(path).c_str());
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
  write_all(fd_.get(), buffer_, temporary_);
  buffer_.clear();
}

void Replacement::seal(const struct stat& model, std::time_t mtime) {
  flush();
  std::string().swap(buffer_);
  struct stat old {};
  const struct stat& like = ::stat(path_.c_str(), &old) == 0 ? old : model;
  // Only root may give a file away; the mode is what readers depend on.
  if (::fchown(fd_.get(), like.st_uid, like.st_gid) != 0 && errno != EPERM)
    throw SystemError("chown", temporary_);
  if (::fchmod(fd_.get(), like.st_mode & 07777U) != 0) throw SystemError("chmod", temporary_);
  const std::array<timespec, 2> times{{{mtime, 0}, {mtime, 0}}};
  if (::futimens(fd_.get(), times.data()) != 0) throw SystemError("utimensat", temporary_);
  fd_.reset();
}

void Replacement::commit() {
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) throw SystemError("rename", path_.string());
  temporary_.clear();
}

std::time_t later_than(std::time_t old, std::time_t by) {
  const std::time_t now = std::time(nullptr);
  return old < now + k_day ? std::max(now, old + by) : now;
}

} // namespace crossrc::binpkg
