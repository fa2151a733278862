#include "binpkg/rewrite.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fmt/format.h>
#include <unistd.h>
#include <vector>

namespace fs = std::filesystem;

namespace crossrc::binpkg {
namespace {

constexpr std::time_t k_tolerance = 5; // lib/portage/util/_urlopen.py, TIMESTAMP_TOLERANCE

template <typename Number> std::optional<Number> number(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The line of CHOST, or its place, in a block that has been read.
Field chost_field(const IndexReader& index, const Block& block) {
  std::array<Field, 1> field{{{"CHOST"}}};
  if (!block.chost) {
    index.find(block, field);
    return field[0];
  }
  const auto value = static_cast<size_t>(block.chost->data() - block.text.data());
  return {"CHOST", block.chost, value - std::string_view("CHOST: ").size(),
          value + block.chost->size() + 1};
}

/// The block with one field after the other set.
std::string with(const IndexReader& index, const Block& block,
                 std::initializer_list<std::pair<std::string_view, std::string_view>> values) {
  std::string text(block.text);
  for (const auto& [key, value] : values) {
    std::array<Field, 1> field{{{key}}};
    index.find({text, block.line}, field);
    std::string next;
    append_with(next, text, field[0], value);
    text = std::move(next);
  }
  return text;
}

void copy_range(int fd, const std::string& name, uint64_t begin, uint64_t end, IndexWriter& out) {
  std::vector<char> block(256U << 10U);
  while (begin < end) {
    const size_t wanted = std::min<uint64_t>(block.size(), end - begin);
    const ssize_t count = ::pread(fd, block.data(), wanted, static_cast<off_t>(begin));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw SystemError("read", name, count == 0 ? EIO : errno);
    out.write({block.data(), static_cast<size_t>(count)});
    begin += static_cast<uint64_t>(count);
  }
}

} // namespace

EntryReader::EntryReader(int fd, const std::string& name) : reader_(fd, name) {
  const Block* const block = reader_.next();
  if (block == nullptr)
    reader_.fail(1, "expected the header of a Packages index, the file is empty");
  std::array<Field, 2> fields{{{"PACKAGES"}, {"VERSION"}}};
  reader_.find(*block, fields);
  // Portage reads no other, and starts a new index instead (_pkgindex_version_supported).
  if (fields[1].value != "0") reader_.fail(block->line, "expected \"VERSION: 0\" in the header");
  header_ = block->text;
  chost_ = block->chost.value_or("");
  if (fields[0].value) packages_ = *fields[0].value;
}

const Entry* EntryReader::next() {
  const Block* const block = reader_.next();
  if (block == nullptr) {
    if (packages_ && number<size_t>(*packages_) != count_)
      reader_.fail(
          1, fmt::format("expected {} packages as the header says, found {}", *packages_, count_));
    return nullptr;
  }
  if (block->cpv.empty())
    reader_.fail(block->line, "expected a package's entry with \"CPV: category/name-version\"");
  entry_ = {block, block->chost ? *block->chost : chost_, count_++};
  return &entry_;
}

Rewrite::Rewrite(int fd, fs::path packages, Compress compress)
    : fd_(fd), packages_(std::move(packages)), compress_(compress),
      reader_(fd, packages_.string()) {
  if (::fstat(fd_, &model_) != 0) throw SystemError("stat", packages_.string());
}

size_t Rewrite::run(std::string_view chost,
                    const std::function<EntryValues(const Entry&)>& new_values, bool write) {
  const uint64_t header_end = reader_.header().size() + 1;
  if (write && chost != header_chost()) start(chost, header_end);
  while (const Entry* const entry = reader_.next()) {
    const EntryValues values = new_values(*entry);
    if (!write) continue;
    const bool states = values.chost != chost;
    const bool same = values.file == nullptr && states == entry->block->chost.has_value() &&
                      (!states || values.chost == entry->chost);
    if (!same && !writer_) start(chost, entry->block->offset);
    if (!writer_) continue;
    if (same)
      writer_->write(entry->block->whole());
    else
      put(*entry, states ? values.chost : "", values);
  }
  if (writer_) writer_->seal(model_);
  return reader_.count();
}

void Rewrite::start(std::string_view chost, uint64_t same_until) {
  const Block header{reader_.header(), 1};
  std::array<Field, 1> stamp{{{"TIMESTAMP"}}};
  reader_.index().find(header, stamp);
  // A client that has the old one asks for what is so much newer (bintree.py,
  // _populate_remote_repo).
  const std::time_t timestamp =
      later_than(number<std::time_t>(stamp[0].value.value_or("")).value_or(0), k_tolerance + 1);
  const fs::path compressed = fs::path(packages_) += ".gz";
  const bool compress =
      compress_ == Compress::if_there ? fs::exists(compressed) : compress_ == Compress::yes;
  writer_.emplace(packages_, compress, timestamp);
  writer_->write(with(reader_.index(), header,
                      {{"CHOST", chost}, {"TIMESTAMP", std::to_string(timestamp)}}) += '\n');
  copy_range(fd_, packages_.string(), header.text.size() + 1, same_until, *writer_);
}

void Rewrite::put(const Entry& entry, std::string_view chost, const EntryValues& values) {
  const IndexReader& index = reader_.index();
  text_.clear();
  if (values.file == nullptr) {
    append_with(text_, entry.block->text, chost_field(index, *entry.block), chost);
  } else {
    const FileFacts& file = *values.file;
    text_ = with(index, *entry.block,
                 {{"CHOST", chost},
                  {"SIZE", file.size},
                  {"MTIME", file.mtime},
                  {"MD5", file.md5},
                  {"SHA1", file.sha1}});
  }
  writer_->write(text_ += '\n');
}

void Rewrite::commit() {
  if (writer_) writer_->commit(packages_);
}

} // namespace crossrc::binpkg
