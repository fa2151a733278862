// Writing the index and its compressed twin the way Portage does.
#pragma once

#include "binpkg/replacement.hpp"

#include <optional>
#include <zlib.h>

namespace crossrc::binpkg {

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

/// The new content on its way into one file or two, whose time will be `timestamp`.
class IndexWriter {
public:
  IndexWriter(const std::filesystem::path& packages, bool compress, std::time_t timestamp);

  /// Removes what a killed writer left of both.
  static void discard_leftover(const std::filesystem::path& packages);

  void write(std::string_view text);

  /// Writes the rest and gives both owner and mode of the files they replace, or of `model`.
  void seal(const struct stat& model);

  /// Puts both in place; an old Packages.gz goes where none was written. Packages.gz is first:
  /// where only that happens, Packages still says that there is work.
  void commit(const std::filesystem::path& packages);

private:
  std::time_t timestamp_;
  Replacement plain_;
  std::optional<Replacement> compressed_;
  std::optional<GzipWriter> gzip_;
};

} // namespace crossrc::binpkg
