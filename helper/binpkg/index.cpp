#include "binpkg/index.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <emmintrin.h>
#include <fmt/format.h>
#include <unistd.h>

namespace crossrc::binpkg {
namespace {

constexpr size_t k_chunk = 256U << 10U; // what is scanned is still in the processor's cache
constexpr unsigned k_step = 16;         // bytes that are looked at together
constexpr unsigned k_stride = 64; // bytes that are looked at, and that may lie behind the last
constexpr size_t k_none = std::string_view::npos;
constexpr std::string_view k_cpv = "CPV";
constexpr std::string_view k_chost = "CHOST";

/// Portage sorts a block by its own names and translates three of them as it writes
/// (lib/portage/dbapi/bintree.py, _pkgindex_translated_keys).
std::string_view sort_key(std::string_view key) {
  if (key == "DESC") return "DESCRIPTION";
  if (key == "MTIME") return "_mtime_";
  if (key == "REPO") return "repository";
  return key;
}

__m128i all(char c) {
  return _mm_set1_epi8(c);
}

__m128i load(const char* at) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}

__m128i at_most(__m128i bytes, char limit) {
  return _mm_cmpeq_epi8(_mm_min_epu8(bytes, all(limit)), bytes);
}

unsigned bits(__m128i bytes) {
  return static_cast<unsigned>(_mm_movemask_epi8(bytes));
}

/// True for a line `KEY: value`: the first of its colons, spaces and control characters, of which a
/// newline ends it, is a colon with a space behind it and a key in front. Most keys end within one
/// step.
bool is_field(const char* line) {
  for (const char* step = line;; step += k_step) {
    const __m128i bytes = load(step);
    const unsigned ends = bits(_mm_or_si128(_mm_cmpeq_epi8(bytes, all(':')), at_most(bytes, ' ')));
    if (ends == 0) continue;
    const char* const end = step + std::countr_zero(ends);
    return end != line && std::memcmp(end, ": ", 2) == 0;
  }
}

/// The control characters among 64 bytes, as bits.
uint64_t control_characters(const char* at) {
  const auto in_step = [at](unsigned i) {
    return uint64_t{bits(at_most(load(at + i), 0x1f))} << i;
  };
  return in_step(0) | in_step(k_step) | in_step(2 * k_step) | in_step(3 * k_step);
}

/// The value in the line that starts with `key` at `start`.
std::string_view value_at(std::string_view text, size_t start, std::string_view key) {
  start += key.size() + 2;
  return text.substr(start, text.find('\n', start) - start);
}

} // namespace

IndexReader::IndexReader(int fd, std::string name)
    : fd_(fd), name_(std::move(name)), buffer_(k_chunk + k_stride) {}

void IndexReader::fail(int line, std::string_view message) const {
  throw InputError(Place{name_, line, 0}, message);
}

/// Reads more behind what is there, in more room if a block needs it; false at the end of the file.
bool IndexReader::fill() {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  if (end_ + k_stride == buffer_.size()) buffer_.resize(buffer_.size() * 2);
  ssize_t count = 0;
  do {
    count = ::read(fd_, buffer_.data() + end_, buffer_.size() - k_stride - end_);
  } while (count < 0 && errno == EINTR);
  if (count < 0) throw SystemError("read", name_);
  end_ += static_cast<size_t>(count);
  return count > 0;
}

/// Nothing but empty lines may follow: Portage stops reading at the first of them, and what comes
/// after it would be lost with its next write.
void IndexReader::check_blank_end() {
  do {
    if (rest().find_first_not_of('\n') != k_none)
      fail(line_, "expected a line \"KEY: value\", not an empty one");
    begin_ = end_;
  } while (fill());
}

/// Looks at the lines of rest() from the one at `start` in it, which has the number `line`, to the
/// empty one; false where that is not there yet. `start` and `line` are then those of the line that
/// is empty or not whole. Nearly all of the time goes here: what it counts is kept in registers.
bool IndexReader::scan(size_t& start, int& line) {
  const char* const text = buffer_.data() + begin_;
  const char* const end = buffer_.data() + end_;
  const char* content = text + start;
  int number = line;
  bool whole = false;
  for (const char* stride = content; stride < end && !whole; stride += k_stride) {
    for (uint64_t control = control_characters(stride); control != 0; control &= control - 1) {
      const char* const stop = stride + std::countr_zero(control);
      if (stop >= end) break;
      if (*stop != '\n') {
        if (*stop == '\0' || *stop == '\r')
          fail(number, "expected text, found a NUL byte or a carriage return");
        continue;
      }
      whole = stop == content;
      if (whole) break;
      if (!is_field(content)) fail(number, "expected a line \"KEY: value\"");
      if (*content == 'C') note_key({content, stop}, static_cast<size_t>(content - text), number);
      content = stop + 1;
      ++number;
    }
  }
  start = static_cast<size_t>(content - text);
  line = number;
  return whole;
}

/// The keys that are asked for in every block are remembered.
void IndexReader::note_key(std::string_view text, size_t start, int line) {
  const std::string_view key = text.substr(0, text.find(':'));
  if (key != k_cpv && key != k_chost) return;
  size_t& place = key == k_cpv ? cpv_ : chost_;
  if (place != k_none) fail(line, fmt::format("\"{}\" is there twice in this block", key));
  place = start;
}

const Block* IndexReader::next() {
  if (rest().empty() && !fill()) return nullptr;
  if (rest().front() == '\n') {
    check_blank_end();
    return nullptr;
  }
  cpv_ = chost_ = k_none;
  size_t size = 0;
  int line = line_;
  while (!scan(size, line)) {
    if (fill()) continue;
    if (size < rest().size()) fail(line, "the file ends within this line");
    fail(line, "the file ends within a block, expected an empty line");
  }
  const std::string_view text = rest().substr(0, size);
  block_ = {text, line_, offset_};
  if (cpv_ != k_none) block_.cpv = value_at(text, cpv_, k_cpv);
  if (chost_ != k_none) block_.chost = value_at(text, chost_, k_chost);
  line_ = line + 1;
  begin_ += size + 1;
  offset_ += size + 1;
  return &block_;
}

void IndexReader::find(const Block& block, std::span<Field> wanted) const {
  for (Field& field : wanted) field.begin = field.end = k_none;
  int line = block.line;
  for (size_t start = 0; start < block.text.size(); ++line) {
    const size_t end = block.text.find('\n', start);
    const std::string_view text = block.text.substr(start, end - start);
    const std::string_view key = text.substr(0, text.find(':'));
    for (Field& field : wanted) {
      if (key == field.key) {
        if (field.value) fail(line, fmt::format("\"{}\" is there twice in this block", key));
        field.value = text.substr(key.size() + 2);
        field.begin = start;
        field.end = end + 1;
      } else if (field.begin == k_none && sort_key(key) > sort_key(field.key)) {
        field.begin = field.end = start;
      }
    }
    start = end + 1;
  }
  for (Field& field : wanted)
    if (field.begin == k_none) field.begin = field.end = block.text.size();
}

void append_with(std::string& out, std::string_view text, const Field& field,
                 std::string_view value) {
  if (value.empty() ? !field.value : field.value == value) {
    out += text;
    return;
  }
  out += text.substr(0, field.begin);
  if (!value.empty()) out.append(field.key).append(": ").append(value) += '\n';
  out += text.substr(field.end);
}

} // namespace crossrc::binpkg
