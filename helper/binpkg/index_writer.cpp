#include "binpkg/index_writer.hpp"

#include "base/directory.hpp"
#include "base/error.hpp"

#include <array>
#include <cerrno>

namespace fs = std::filesystem;

namespace crossrc::binpkg {
namespace {

constexpr int k_level = 9;        // GzipFile's default
constexpr int k_memory_level = 8; // DEF_MEM_LEVEL
constexpr int k_gzip_window = 15 + 16;
constexpr int k_unknown_system = 255; // what GzipFile puts there

fs::path compressed_path(const fs::path& packages) {
  return fs::path(packages) += ".gz";
}

} // namespace

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

IndexWriter::IndexWriter(const fs::path& packages, bool compress, std::time_t timestamp)
    : timestamp_(timestamp), plain_(packages) {
  if (!compress) return;
  compressed_.emplace(compressed_path(packages));
  gzip_.emplace(*compressed_, timestamp);
}

void IndexWriter::discard_leftover(const fs::path& packages) {
  Replacement::discard_leftover(packages);
  Replacement::discard_leftover(compressed_path(packages));
}

void IndexWriter::write(std::string_view text) {
  plain_.write(text);
  if (gzip_) gzip_->write(text);
}

void IndexWriter::seal(const struct stat& model) {
  plain_.seal(model, timestamp_);
  if (!gzip_) return;
  gzip_->finish();
  compressed_->seal(model, timestamp_);
}

void IndexWriter::commit(const fs::path& packages) {
  if (compressed_)
    compressed_->commit();
  else if (!Directory(packages.parent_path()).remove(compressed_path(packages).filename()) &&
           errno != ENOENT)
    throw SystemError("unlink", compressed_path(packages).string());
  plain_.commit();
}

} // namespace crossrc::binpkg
