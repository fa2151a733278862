#include "binpkg/xpak.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace crossrc::binpkg {
namespace {

constexpr std::string_view k_pack = "XPAKPACK";
constexpr std::string_view k_pack_end = "XPAKSTOP";
constexpr std::string_view k_end = "STOP";
constexpr size_t k_length = 4;
constexpr size_t k_header = 16;  // XPAKPACK and two lengths
constexpr size_t k_trailer = 16; // XPAKSTOP, a length, STOP
constexpr std::string_view k_chost = "CHOST";

uint32_t decode(std::string_view bytes) {
  uint32_t value = 0;
  for (const char byte : bytes.substr(0, k_length))
    value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

std::string encode(size_t value) {
  if (value > std::numeric_limits<uint32_t>::max())
    throw Error("the metadata would be longer than an XPAK can say");
  std::string bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    bytes += static_cast<char>(value >> shift & 0xffU);
  return bytes;
}

} // namespace

Xpak::Xpak(const Source& source) : source_(source) {
  read_segment();
}

void Xpak::read_segment() {
  const uint64_t size = source_.size();
  if (size < k_header + k_trailer) source_.fail(0, "the file is too short for an XPAK");
  const std::string trailer = source_.read(size - k_trailer, k_trailer);
  if (!trailer.starts_with(k_pack_end) || !trailer.ends_with(k_end))
    source_.fail(size - k_trailer, "expected the end of an XPAK, \"XPAKSTOP....STOP\"");
  const uint64_t length = decode(std::string_view(trailer).substr(k_pack_end.size()));
  const uint64_t after = k_length + k_end.size();
  if (length < k_header + k_pack_end.size() || length > size - after)
    source_.fail(size - after, fmt::format("{} bytes of metadata are not possible here", length));
  if (length > k_most_metadata)
    source_.fail(size - after,
                 fmt::format("metadata of {} bytes: expected at most {}", length, k_most_metadata));
  start_ = size - after - length;
  segment_ = source_.read(start_, length);
  if (!segment_.starts_with(k_pack)) source_.fail(start_, "expected \"XPAKPACK\"");
  const std::string_view lengths = std::string_view(segment_).substr(k_pack.size());
  const uint32_t index_size = decode(lengths);
  const uint32_t data_size = decode(lengths.substr(k_length));
  if (k_header + uint64_t{index_size} + data_size + k_pack_end.size() != length)
    source_.fail(start_ + k_pack.size(),
                 fmt::format("an index of {} bytes and data of {} do not make up {} bytes",
                             index_size, data_size, length));
  data_ = std::string_view(segment_).substr(k_header + index_size, data_size);
  read_items(std::string_view(segment_).substr(k_header, index_size));
}

void Xpak::read_items(std::string_view index) {
  for (size_t at = 0; at < index.size();) {
    const auto fail = [&](std::string_view what) { source_.fail(start_ + k_header + at, what); };
    const size_t left = index.size() - at;
    const size_t name_size = left < 3 * k_length ? left : decode(index.substr(at));
    if (left < 3 * k_length || name_size > left - 3 * k_length)
      fail("the index ends within this item");
    const std::string_view name = index.substr(at + k_length, name_size);
    const std::string_view numbers = index.substr(at + k_length + name_size);
    const Item item{name, decode(numbers), decode(numbers.substr(k_length))};
    if (item.end() > data_.size()) fail("this item's data are not within the metadata");
    if (name == k_chost && find(k_chost) != nullptr) fail("\"CHOST\" is there twice");
    items_.push_back(item);
    at += 3 * k_length + name_size;
  }
}

const Xpak::Item* Xpak::find(std::string_view name) const {
  const auto found = std::find_if(items_.begin(), items_.end(),
                                  [&](const Item& item) { return item.name == name; });
  return found == items_.end() ? nullptr : &*found;
}

std::string Xpak::value(std::string_view key) const {
  const Item* const item = find(key);
  return item == nullptr ? "" : std::string(trim(data_.substr(item->place, item->size)));
}

/// What other items have may move, but not change.
void Xpak::check_apart(const Item& chost) const {
  for (const Item& item : items_)
    if (&item != &chost && item.place < chost.end() && chost.place < item.end())
      source_.fail(start_, fmt::format("\"{}\" shares the data of \"CHOST\"", item.name));
}

void Xpak::write(std::string_view chost, const Sink& out) const {
  std::vector<Item> items = items_;
  const Item* const present = find(k_chost);
  if (present == nullptr) items.push_back({k_chost, data_.size(), 0});
  const Item old = present == nullptr ? items.back() : *present;
  if (present != nullptr) check_apart(*present);
  const std::string value = replace_chost(data_.substr(old.place, old.size), chost);
  std::string index;
  for (Item& item : items) {
    // what an empty CHOST has its place before moves, too, unless it is empty itself
    const bool is_behind = item.place > old.place || item.size > 0;
    if (item.name == k_chost)
      item.size = value.size();
    else if (item.place >= old.end() && is_behind)
      item.place += value.size() - old.size;
    index.append(encode(item.name.size())).append(item.name);
    index.append(encode(item.place)).append(encode(item.size));
  }
  const size_t data_size = data_.size() - old.size + value.size();
  const size_t length = k_header + index.size() + data_size + k_pack_end.size();
  source_.copy(0, start_, out);
  out(std::string(k_pack) + encode(index.size()) + encode(data_size));
  out(index);
  out(data_.substr(0, old.place));
  out(value);
  out(data_.substr(old.end()));
  out(std::string(k_pack_end) + encode(length) + std::string(k_end));
}

} // namespace crossrc::binpkg
