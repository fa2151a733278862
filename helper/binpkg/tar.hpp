// The members of a tar and where they stand in it, and what is needed to put others in their place.
#pragma once

#include "binpkg/source.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::binpkg {

struct Member {
  std::string name;
  uint64_t header = 0; ///< where its header starts, those that extend it included
  uint64_t data = 0;   ///< where its content starts: right after the header that has its size
  uint64_t size = 0;
  bool regular = false;

  /// Where the next one's header starts, or the end of the archive.
  [[nodiscard]] uint64_t end() const;
};

/// The members of an uncompressed tar, read with libarchive. Throws InputError with the offset
/// where it is damaged or not laid out one after the other.
std::vector<Member> read_members(const Source& source);

/// The same of a tar in memory, that `fail` speaks for: it takes an offset and a message and does
/// not return.
using Fail = std::function<void(uint64_t offset, std::string_view message)>;
std::vector<Member> read_members(std::string_view archive, const Fail& fail);

/// A member's headers as they stand in the archive, for a content of another size.
std::string resized_headers(std::string_view headers, uint64_t size);

/// One header as that of another member, a regular file with a name shorter than 100 bytes.
std::string renamed_header(std::string_view header, std::string_view name);

/// The zero bytes that follow a content of `size` bytes.
std::string padding(uint64_t size);

/// What stands behind the last member: `old` as it is, but where that is nothing but the zero bytes
/// that fill a record, as many as fill one behind `written` bytes.
std::string end_of_archive(std::string_view old, uint64_t written);

} // namespace crossrc::binpkg
