// XPAK, the older format: a compressed tar, behind it the metadata (xpak(5), lib/portage/xpak.py):
//   XPAKPACK, length of the index, length of the data, index, data, XPAKSTOP, length of all these,
//   STOP; an item of the index is the length of its name, the name, place and length of its data.
// Lengths are four bytes, the highest first.
#pragma once

#include "binpkg/binpkg.hpp"

#include <vector>

namespace crossrc::binpkg {

class Xpak : public Binpkg {
public:
  /// Reads the metadata. Throws InputError with the offset where it is damaged.
  explicit Xpak(const Source& source);

  [[nodiscard]] std::string value(std::string_view key) const override;
  [[nodiscard]] bool is_checked() const override { return false; }
  void check_writable() const override {}
  void write(std::string_view chost, const Sink& out) const override;

private:
  struct Item {
    std::string_view name;
    uint64_t place = 0; ///< in the data
    uint64_t size = 0;

    [[nodiscard]] uint64_t end() const { return place + size; }
  };

  void read_segment();
  void read_items(std::string_view index);
  [[nodiscard]] const Item* find(std::string_view name) const;
  void check_apart(const Item& chost) const;

  const Source& source_;
  uint64_t start_ = 0; ///< of the metadata in the file
  std::string segment_;
  std::string_view data_;
  std::vector<Item> items_;
};

} // namespace crossrc::binpkg
