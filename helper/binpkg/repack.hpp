// One binary package with another CHOST, on its way to the old one's place.
#pragma once

#include "binpkg/package_file.hpp"
#include "binpkg/replacement.hpp"
#include "binpkg/rewrite.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace crossrc::binpkg {

/// The new file, whole and beside the old one. It goes where it is not committed.
class Repack {
public:
  /// Writes it and reads it back. Throws Error, and leaves nothing, where it cannot be done.
  Repack(const PackageFile& old, std::string_view chost, Signer& signer);

  /// What the index has to say of the new file.
  [[nodiscard]] const FileFacts& facts() const { return facts_; }
  [[nodiscard]] uint64_t size() const { return size_; }

  /// True while the old file is there and as it was when it was read.
  [[nodiscard]] bool is_current() const;

  /// Renames it. Throws SystemError where that is not possible.
  void commit() { replacement_.commit(); }

private:
  void write(const PackageFile& old, std::string_view chost);
  void check(std::string_view chost, Signer& signer) const;

  std::filesystem::path path_;
  struct stat old_ {};
  Replacement replacement_;
  FileFacts facts_;
  uint64_t size_ = 0;
};

/// What the index has to say of a file as it is.
FileFacts facts_of(const Source& source);

} // namespace crossrc::binpkg
