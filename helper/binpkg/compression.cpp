#include "binpkg/compression.hpp"

#include "base/error.hpp"
#include "binpkg/source.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <fmt/format.h>
#include <memory>

namespace crossrc::binpkg {
namespace {

struct Kind {
  Compression compression;
  std::string_view ending;
  int filter;           ///< libarchive's, which need not have lzop
  const char* packer;   ///< the program, where that is called instead
  const char* unpacker; ///< likewise, and where the filter is not up to it
};

constexpr std::array k_kinds{
    Kind{Compression::none, ".tar", ARCHIVE_FILTER_NONE, nullptr, nullptr},
    Kind{Compression::gzip, ".tar.gz", ARCHIVE_FILTER_GZIP, nullptr, nullptr},
    Kind{Compression::bzip2, ".tar.bz2", ARCHIVE_FILTER_BZIP2, nullptr, nullptr},
    Kind{Compression::lz4, ".tar.lz4", ARCHIVE_FILTER_LZ4, nullptr, nullptr},
    Kind{Compression::lzip, ".tar.lz", ARCHIVE_FILTER_LZIP, nullptr, nullptr},
    Kind{Compression::lzop, ".tar.lzo", ARCHIVE_FILTER_NONE, "lzop", "lzop -d -q"},
    Kind{Compression::xz, ".tar.xz", ARCHIVE_FILTER_XZ, nullptr, nullptr},
    Kind{Compression::zstd, ".tar.zst", ARCHIVE_FILTER_ZSTD, nullptr, "zstd -d -qq --long=31"},
};

const Kind& kind_of(Compression compression) {
  return k_kinds.at(static_cast<size_t>(compression));
}

struct Free {
  void operator()(archive* either) const { ::archive_free(either); }
};
using Archive = std::unique_ptr<archive, Free>;

[[noreturn]] void fail(std::string_view action, const Kind& kind, archive* at) {
  const char* const reason = ::archive_error_string(at);
  throw Error(fmt::format("cannot {} {}: {}", action, kind.ending,
                          reason == nullptr ? "libarchive does not say why" : reason));
}

void add_unpacker(archive* reader, const Kind& kind, bool by_program) {
  if (kind.compression == Compression::none) return;
  const int status = by_program ? ::archive_read_append_filter_program(reader, kind.unpacker)
                                : ::archive_read_append_filter(reader, kind.filter);
  if (status != ARCHIVE_OK && status != ARCHIVE_WARN) fail("decompress", kind, reader);
}

std::string unpack(const Kind& kind, std::string_view data, bool by_program) {
  const Archive reader(::archive_read_new());
  ::archive_read_support_format_raw(reader.get());
  add_unpacker(reader.get(), kind, by_program);
  archive_entry* entry = nullptr;
  // Opening can fail and not say so, then there is no header.
  ::archive_read_open_memory(reader.get(), data.data(), data.size());
  if (::archive_read_next_header(reader.get(), &entry) != ARCHIVE_OK)
    fail("decompress", kind, reader.get());
  std::string content;
  std::array<char, 65536> block{};
  for (;;) {
    const la_ssize_t count = ::archive_read_data(reader.get(), block.data(), block.size());
    if (count == 0) break;
    if (count < 0) fail("decompress", kind, reader.get());
    content.append(block.data(), static_cast<size_t>(count));
    if (content.size() > k_most_metadata)
      throw Error(fmt::format("{} holds more than {} bytes, that is no metadata", kind.ending,
                              k_most_metadata));
  }
  if (::archive_read_close(reader.get()) != ARCHIVE_OK) fail("decompress", kind, reader.get());
  return content;
}

la_ssize_t append(archive* /*writer*/, void* content, const void* data, size_t size) {
  static_cast<std::string*>(content)->append(static_cast<const char*>(data), size);
  return static_cast<la_ssize_t>(size);
}

struct FreeEntry {
  void operator()(archive_entry* entry) const { ::archive_entry_free(entry); }
};

void pack(archive* writer, const Kind& kind, std::string_view data) {
  const std::unique_ptr<archive_entry, FreeEntry> entry(::archive_entry_new());
  ::archive_entry_set_pathname(entry.get(), "data");
  ::archive_entry_set_filetype(entry.get(), AE_IFREG);
  if (::archive_write_header(writer, entry.get()) != ARCHIVE_OK ||
      ::archive_write_data(writer, data.data(), data.size()) !=
          static_cast<la_ssize_t>(data.size()) ||
      ::archive_write_close(writer) != ARCHIVE_OK)
    fail("compress", kind, writer);
}

} // namespace

Compression compression_of(std::string_view member_name) {
  for (const Kind& kind : k_kinds)
    if (member_name.ends_with(kind.ending)) return kind.compression;
  throw Error(fmt::format("\"{}\" has no compression that Portage packs with", member_name));
}

std::string decompress(Compression compression, std::string_view data) {
  const Kind& kind = kind_of(compression);
  if (compression == Compression::none) return std::string(data);
  if (compression == Compression::lzop) return unpack(kind, data, true);
  try {
    return unpack(kind, data, false);
  } catch (const Error&) {
    // Packed with --long=28 to 31 it needs more memory than libarchive gives it.
    if (compression != Compression::zstd) throw;
    return unpack(kind, data, true);
  }
}

std::string compress(Compression compression, std::string_view data) {
  const Kind& kind = kind_of(compression);
  if (compression == Compression::none) return std::string(data);
  const Archive writer(::archive_write_new());
  ::archive_write_set_format_raw(writer.get());
  ::archive_write_set_bytes_per_block(writer.get(), 0);
  const int status = kind.packer != nullptr
                         ? ::archive_write_add_filter_program(writer.get(), kind.packer)
                         : ::archive_write_add_filter(writer.get(), kind.filter);
  if (status != ARCHIVE_OK && status != ARCHIVE_WARN) fail("compress", kind, writer.get());
  if (compression == Compression::gzip)
    ::archive_write_set_filter_option(writer.get(), "gzip", "timestamp", nullptr);
  std::string content;
  if (::archive_write_open(writer.get(), &content, nullptr, append, nullptr) != ARCHIVE_OK)
    fail("compress", kind, writer.get());
  pack(writer.get(), kind, data);
  return content;
}

} // namespace crossrc::binpkg
