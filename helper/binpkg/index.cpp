#include "binpkg/index.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <unistd.h>

namespace crossrc::binpkg {
namespace {

constexpr size_t k_chunk = 1U << 20U;

/// Portage sorts a block by its own names and translates three of them as it writes
/// (lib/portage/dbapi/bintree.py, _pkgindex_translated_keys).
std::string_view sort_key(std::string_view key) {
  if (key == "DESC") return "DESCRIPTION";
  if (key == "MTIME") return "_mtime_";
  if (key == "REPO") return "repository";
  return key;
}

bool is_key(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

} // namespace

void IndexReader::fail(int line, std::string_view message) const {
  throw InputError(Place{name_, line, 0}, message);
}

bool IndexReader::fill() {
  buffer_.erase(0, position_);
  position_ = 0;
  const size_t size = buffer_.size();
  buffer_.resize(size + k_chunk);
  ssize_t count = 0;
  do {
    count = ::read(fd_, buffer_.data() + size, k_chunk);
  } while (count < 0 && errno == EINTR);
  buffer_.resize(size + static_cast<size_t>(std::max<ssize_t>(count, 0)));
  if (count < 0) throw SystemError("read", name_);
  return count > 0;
}

/// Where the empty line is, from position_ on, or nothing at the end of the file.
std::optional<size_t> IndexReader::find_end() {
  size_t searched = 0;
  for (;;) {
    const size_t end = rest().find("\n\n", searched);
    if (end != std::string_view::npos) return end;
    searched = rest().empty() ? 0 : rest().size() - 1;
    if (!fill()) return std::nullopt;
  }
}

/// Nothing, or nothing but empty lines, may follow.
void IndexReader::check_end() {
  const std::string_view left = rest();
  if (left.empty()) return;
  const int last = line_ + static_cast<int>(std::count(left.begin(), left.end(), '\n'));
  if (left.back() != '\n') fail(last, "the file ends within this line");
  fail(last, "the file ends within a block, expected an empty line");
}

std::optional<Block> IndexReader::next() {
  if (rest().empty()) fill();
  while (rest().starts_with('\n')) {
    // Portage stops reading here: what follows would be lost with its next write.
    const size_t text = rest().find_first_not_of('\n');
    if (text != std::string_view::npos)
      fail(line_, "expected a line \"KEY: value\", not an empty one");
    position_ = buffer_.size();
    if (!fill()) return std::nullopt;
    if (!rest().starts_with('\n')) fail(line_, "expected a line \"KEY: value\", not an empty one");
  }
  const std::optional<size_t> end = find_end();
  if (!end) {
    check_end();
    return std::nullopt;
  }
  const Block block{rest().substr(0, *end + 1), line_};
  line_ += static_cast<int>(std::count(block.text.begin(), block.text.end(), '\n')) + 1;
  position_ += *end + 2;
  return block;
}

void IndexReader::find(const Block& block, std::span<Field> wanted) const {
  if (block.text.find('\0') != block.text.npos || block.text.find('\r') != block.text.npos)
    fail(block.line, "expected text, found a NUL byte or a carriage return in this block");
  for (Field& field : wanted) field.begin = field.end = block.text.npos;
  int line = block.line;
  for (size_t start = 0; start < block.text.size(); ++line) {
    const size_t end = block.text.find('\n', start);
    const std::string_view text = block.text.substr(start, end - start);
    const size_t colon = text.find(':');
    const std::string_view key = text.substr(0, colon);
    if (colon == text.npos || !is_key(key) || !text.substr(colon + 1).starts_with(' '))
      fail(line, "expected a line \"KEY: value\"");
    for (Field& field : wanted) {
      if (key == field.key) {
        if (field.value) fail(line, fmt::format("\"{}\" is there twice in this block", key));
        field.value = text.substr(colon + 2);
        field.begin = start;
        field.end = end + 1;
      } else if (field.begin == block.text.npos && sort_key(key) > sort_key(field.key)) {
        field.begin = field.end = start;
      }
    }
    start = end + 1;
  }
  for (Field& field : wanted)
    if (field.begin == block.text.npos) field.begin = field.end = block.text.size();
}

void append_with(std::string& out, std::string_view text, const Field& field,
                 std::string_view value) {
  if (field.value == value) {
    out += text;
    return;
  }
  out += text.substr(0, field.begin);
  if (!value.empty()) out.append(field.key).append(": ").append(value) += '\n';
  out += text.substr(field.end);
}

} // namespace crossrc::binpkg
