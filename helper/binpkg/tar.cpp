#include "binpkg/tar.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <memory>
#include <numeric>
#include <unistd.h>

namespace crossrc::binpkg {
namespace {

// POSIX.1-1988, ustar: where the fields of a header are.
constexpr size_t k_block = 512;
constexpr size_t k_record = 20 * k_block;
constexpr size_t k_name_size = 100;
constexpr size_t k_size = 124;
constexpr size_t k_size_digits = 11;
constexpr size_t k_checksum = 148;
constexpr size_t k_checksum_size = 8;
constexpr size_t k_type = 156;
constexpr size_t k_prefix = 345;
constexpr size_t k_prefix_size = 155;

constexpr size_t k_most_members = 10'000; // a package has eight, its metadata some forty

uint64_t padded(uint64_t size) {
  return (size + k_block - 1) / k_block * k_block;
}

struct Free {
  void operator()(archive* reader) const { ::archive_read_free(reader); }
};
using Reader = std::unique_ptr<archive, Free>;

Reader new_reader() {
  Reader reader(::archive_read_new());
  if (!reader || ::archive_read_support_format_tar(reader.get()) != ARCHIVE_OK)
    throw Error("libarchive cannot read a tar");
  return reader;
}

uint64_t offset(archive* reader) {
  return static_cast<uint64_t>(std::max<la_int64_t>(::archive_filter_bytes(reader, -1), 0));
}

std::string_view reason(archive* reader) {
  const char* const text = ::archive_error_string(reader);
  return text == nullptr ? "this is not a tar" : text;
}

Member member(archive* reader, archive_entry* entry) {
  const char* const name = ::archive_entry_pathname(entry);
  return {
      name == nullptr ? "" : name, static_cast<uint64_t>(::archive_read_header_position(reader)),
      offset(reader), static_cast<uint64_t>(std::max<la_int64_t>(::archive_entry_size(entry), 0)),
      ::archive_entry_filetype(entry) == AE_IFREG && ::archive_entry_hardlink(entry) == nullptr};
}

/// `size` is that of the whole archive.
std::vector<Member> read(archive* reader, uint64_t size, const Fail& fail) {
  std::vector<Member> members;
  for (archive_entry* entry = nullptr;;) {
    const int status = ::archive_read_next_header(reader, &entry);
    if (status == ARCHIVE_EOF) break;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) fail(offset(reader), reason(reader));
    Member next = member(reader, entry);
    if (next.name.empty()) fail(next.header, "this member has no name");
    const uint64_t expected = members.empty() ? 0 : members.back().end();
    if (next.header != expected || next.data < next.header + k_block)
      fail(next.header, fmt::format("expected the member's header at byte {}", expected));
    if (next.end() < next.data || next.end() > size)
      fail(next.data, fmt::format("the file ends within the content of \"{}\"", next.name));
    if (members.size() == k_most_members)
      fail(next.header, fmt::format("expected at most {} members", k_most_members));
    members.push_back(std::move(next));
  }
  if (members.empty()) fail(0, "there is nothing in this tar");
  return members;
}

void set_checksum(std::string& block) {
  std::fill_n(block.begin() + k_checksum, k_checksum_size, ' ');
  const auto add = [](unsigned sum, char byte) { return sum + static_cast<unsigned char>(byte); };
  const unsigned sum = std::accumulate(block.begin(), block.end(), 0U, add);
  block.replace(k_checksum, k_checksum_size - 1, fmt::format("{:06o}", sum) + '\0');
}

void set_size(std::string& block, uint64_t size) {
  block.replace(k_size, k_size_digits + 1, fmt::format("{:011o}", size) + '\0');
  set_checksum(block);
}

} // namespace

uint64_t Member::end() const {
  return data + padded(size);
}

std::vector<Member> read_members(const Source& source) {
  const Reader reader = new_reader();
  const Fail fail = [&](uint64_t offset, std::string_view what) { source.fail(offset, what); };
  if (::lseek(source.fd(), 0, SEEK_SET) != 0) throw SystemError("lseek", source.name());
  if (::archive_read_open_fd(reader.get(), source.fd(), k_record) != ARCHIVE_OK)
    fail(0, reason(reader.get()));
  return read(reader.get(), source.size(), fail);
}

std::vector<Member> read_members(std::string_view archive, const Fail& fail) {
  const Reader reader = new_reader();
  if (::archive_read_open_memory(reader.get(), archive.data(), archive.size()) != ARCHIVE_OK)
    fail(0, reason(reader.get()));
  return read(reader.get(), archive.size(), fail);
}

std::string resized_headers(std::string_view headers, uint64_t size) {
  std::string block(headers.substr(headers.size() - k_block));
  set_size(block, size);
  return std::string(headers.substr(0, headers.size() - k_block)) += block;
}

std::string renamed_header(std::string_view header, std::string_view name) {
  std::string block(header.substr(header.size() - k_block));
  block.replace(0, k_name_size, std::string(name).append(k_name_size - name.size(), '\0'));
  block[k_type] = '0';
  block.replace(k_prefix, k_prefix_size, k_prefix_size, '\0');
  set_checksum(block);
  return block;
}

std::string padding(uint64_t size) {
  return std::string(padded(size) - size, '\0');
}

std::string end_of_archive(std::string_view old, uint64_t written) {
  const bool zero = old.find_first_not_of('\0') == std::string_view::npos;
  if (!zero || old.size() < 2 * k_block || old.size() >= 2 * k_block + k_record)
    return std::string(old);
  const uint64_t least = written + 2 * k_block;
  return std::string((least + k_record - 1) / k_record * k_record - written, '\0');
}

} // namespace crossrc::binpkg
