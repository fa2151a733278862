// Writing the index and its compressed twin the way Portage does.
#pragma once

#include "base/fd.hpp"

#include <ctime>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <zlib.h>

namespace crossrc::binpkg {

/// A new content for a file, written beside it as `.NAME.crossrc` (a name that Portage takes for
/// nothing) and put in its place in one step. Only one writer at a time: the caller holds the
/// lock. Where it is not committed, what was written goes with it; what a SIGKILL left is
/// overwritten by the next.
class Replacement {
public:
  /// Through a symbolic link it is the link's target that gets replaced. Throws SystemError.
  explicit Replacement(const std::filesystem::path& path);
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;
  ~Replacement();

  void write(std::string_view data);

  /// Gives it owner and mode of the file that it replaces, or of `model` where there is none,
  /// and the time, and renames it. Throws SystemError and leaves the old file where it cannot.
  void commit(const struct stat& model, std::time_t mtime);

private:
  void flush();

  std::filesystem::path path_;
  std::string temporary_;
  Fd fd_;
  std::string buffer_;
};

/// Compresses into a Replacement, with the bytes that Python's GzipFile(filename="") makes.
class GzipWriter {
public:
  GzipWriter(Replacement& out, std::time_t mtime);
  GzipWriter(const GzipWriter&) = delete;
  GzipWriter& operator=(const GzipWriter&) = delete;
  ~GzipWriter() { ::deflateEnd(&stream_); }

  void write(std::string_view data) { deflate(data, Z_NO_FLUSH); }
  /// Writes the end. Nothing may follow.
  void finish() { deflate({}, Z_FINISH); }

private:
  void deflate(std::string_view data, int flush);

  Replacement& out_;
  z_stream stream_{};
  gz_header header_{};
};

} // namespace crossrc::binpkg
