// A Packages index with other values, on its way to the old one's place.
#pragma once

#include "binpkg/index.hpp"
#include "binpkg/index_writer.hpp"

#include <ctime>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>

namespace crossrc::binpkg {

/// What becomes of Packages.gz. Portage's FEATURES=compress-index decides it there.
enum class Compress { if_there, yes, no };

/// What an entry says of its file (bintree.py, _pkgindex_entry): SIZE, MTIME in seconds, digests in
/// hexadecimal.
struct FileFacts {
  std::string size;
  std::string mtime;
  std::string md5;
  std::string sha1;
};

/// A package's entry.
struct Entry {
  const Block* block = nullptr;
  std::string_view chost; ///< its own, or the header's
  size_t number = 0;      ///< of the entry in the index, from 0
};

/// The values that an entry gets. What they point to is read before the next entry.
struct EntryValues {
  std::string_view chost;
  const FileFacts* file = nullptr; ///< none: as it was
};

/// Reads the entries of an index and their header.
class EntryReader {
public:
  /// Reads the header. Throws InputError where that is not one that Portage reads.
  EntryReader(int fd, const std::string& name);

  /// The next entry, or nullptr at the end, where their number must be the one that the header
  /// says: entries that are not all there are the mark of a cut file.
  const Entry* next();

  [[nodiscard]] const IndexReader& index() const { return reader_; }
  [[nodiscard]] const std::string& chost() const { return chost_; }
  [[nodiscard]] const std::string& header() const { return header_; } ///< its block
  [[nodiscard]] size_t count() const { return count_; }               ///< of the entries read

private:
  IndexReader reader_;
  std::string header_;
  std::string chost_;
  std::optional<std::string> packages_;
  Entry entry_;
  size_t count_ = 0;
};

/// One pass over an index, in which every entry is asked for its new values. An entry whose CHOST
/// equals the header's leaves its own out (PackageIndex, inherited_keys), any other states it;
/// besides only TIMESTAMP and the files' mtime, which equals it, change. The caller holds the lock.
class Rewrite {
public:
  /// `fd` is the open index, read from its start; the new one goes to `packages`.
  Rewrite(int fd, std::filesystem::path packages, Compress compress);

  [[nodiscard]] const std::string& header_chost() const { return reader_.chost(); }

  /// Reads to the end, throws as EntryReader does, and returns how many entries there are. Without
  /// `write` that is all; with it the new index is ready then, all of it on the disk. What is equal
  /// from the start of the file is not written before the first difference: none, and nothing was.
  size_t run(std::string_view chost, const std::function<EntryValues(const Entry&)>& new_values,
             bool write);

  /// Puts the new index in place, if there is a difference. Throws SystemError and leaves the old
  /// one where it cannot.
  void commit();

private:
  void start(std::string_view chost, uint64_t same_until);
  void put(const Entry& entry, std::string_view chost, const EntryValues& values);

  int fd_;
  std::filesystem::path packages_;
  Compress compress_;
  EntryReader reader_;
  struct stat model_ {};
  std::optional<IndexWriter> writer_;
  std::string text_;
};

} // namespace crossrc::binpkg
