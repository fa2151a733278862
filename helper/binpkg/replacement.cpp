#include "binpkg/replacement.hpp"

#include "base/error.hpp"
#include "base/file.hpp"

#include <array>
#include <fcntl.h>

namespace fs = std::filesystem;

namespace crossrc::binpkg {
namespace {

constexpr size_t k_buffer = 1U << 20U;
constexpr int k_level = 9;        // GzipFile's default
constexpr int k_memory_level = 8; // DEF_MEM_LEVEL
constexpr int k_gzip_window = 15 + 16;
constexpr int k_unknown_system = 255; // what GzipFile puts there

fs::path resolved(const fs::path& path) {
  std::error_code missing;
  const fs::path target = fs::canonical(path, missing);
  return missing ? path : target;
}

} // namespace

Replacement::Replacement(const fs::path& path) : path_(resolved(path)) {
  temporary_ = path_.parent_path() / ("." + path_.filename().string() + ".crossrc");
  ::unlink(temporary_.c_str());
  fd_ = open_file(temporary_, O_WRONLY | O_CREAT | O_EXCL, 0600);
  buffer_.reserve(k_buffer);
}

Replacement::~Replacement() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void Replacement::write(std::string_view data) {
  if (buffer_.size() + data.size() > k_buffer) flush();
  if (data.size() > k_buffer)
    write_all(fd_.get(), data, temporary_);
  else
    buffer_ += data;
}

void Replacement::flush() {
  write_all(fd_.get(), buffer_, temporary_);
  buffer_.clear();
}

void Replacement::commit(const struct stat& model, std::time_t mtime) {
  flush();
  struct stat old {};
  const struct stat& like = ::stat(path_.c_str(), &old) == 0 ? old : model;
  // Only root may give a file away; the mode is what readers depend on.
  if (::fchown(fd_.get(), like.st_uid, like.st_gid) != 0 && errno != EPERM)
    throw SystemError("chown", temporary_);
  if (::fchmod(fd_.get(), like.st_mode & 07777U) != 0) throw SystemError("chmod", temporary_);
  const std::array<timespec, 2> times{{{mtime, 0}, {mtime, 0}}};
  if (::futimens(fd_.get(), times.data()) != 0) throw SystemError("utimensat", temporary_);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) throw SystemError("rename", path_.string());
  temporary_.clear();
}

GzipWriter::GzipWriter(Replacement& out, std::time_t mtime) : out_(out) {
  if (::deflateInit2(&stream_, k_level, Z_DEFLATED, k_gzip_window, k_memory_level,
                     Z_DEFAULT_STRATEGY) != Z_OK)
    throw Error("zlib cannot be initialized");
  header_.time = static_cast<uLong>(mtime);
  header_.os = k_unknown_system;
  ::deflateSetHeader(&stream_, &header_);
}

void GzipWriter::deflate(std::string_view data, int flush) {
  std::array<Bytef, 65536> block{};
  // zlib reads from this pointer only; it has no const for historical reasons.
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream_.avail_in = static_cast<uInt>(data.size());
  do {
    stream_.next_out = block.data();
    stream_.avail_out = static_cast<uInt>(block.size());
    if (::deflate(&stream_, flush) == Z_STREAM_ERROR) throw Error("zlib cannot compress");
    out_.write({reinterpret_cast<const char*>(block.data()), block.size() - stream_.avail_out});
  } while (stream_.avail_out == 0);
}

} // namespace crossrc::binpkg
