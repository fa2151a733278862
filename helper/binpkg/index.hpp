// Portage's Packages index: a block for the header, then one a package; a block is lines of
// `KEY: value` and ends in an empty line (lib/portage/getbinpkg.py, class PackageIndex).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crossrc::binpkg {

/// A block as it stands in the file, without the empty line. Good until the next one is read.
struct Block {
  std::string_view text;
  int line = 0; ///< of its first line in the file
};

/// A line of a block, or the place where it belongs.
struct Field {
  std::string_view key; ///< as it is spelled in the file
  std::optional<std::string_view> value = std::nullopt;
  size_t begin = 0; ///< in the block's text
  size_t end = 0;   ///< after the line's newline; `begin` where there is no such line
};

/// Reads an index block by block; takes memory for the largest block, not for the file.
class IndexReader {
public:
  /// Reads from the descriptor's offset; `name` is for messages.
  IndexReader(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}

  /// The next block, or nothing at the end. Throws InputError with the line where the file is not
  /// as Portage writes it, and SystemError where it cannot be read.
  std::optional<Block> next();

  /// Finds the wanted fields (`key` set, the rest empty) in a block, and checks all of its lines.
  /// A field that is not there gets the place that Portage's order gives it. Throws InputError
  /// for a line that is not `KEY: value`, and where a wanted key is there twice.
  void find(const Block& block, std::span<Field> wanted) const;

  /// Throws the InputError about a line of the file.
  [[noreturn]] void fail(int line, std::string_view message) const;

private:
  bool fill();
  [[nodiscard]] std::string_view rest() const {
    return std::string_view(buffer_).substr(position_);
  }
  std::optional<size_t> find_end();
  void check_end();

  int fd_;
  std::string name_;
  std::string buffer_;
  size_t position_ = 0;
  int line_ = 1;
};

/// Appends `text`, a block in which `field` was found, with another value; an empty one: without
/// the field, as Portage leaves it out. A value that is already the field's changes nothing.
void append_with(std::string& out, std::string_view text, const Field& field,
                 std::string_view value);

} // namespace crossrc::binpkg
