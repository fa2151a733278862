// Portage's Packages index: a block for the header, then one a package; a block is lines of
// `KEY: value` and ends in an empty line (lib/portage/getbinpkg.py, class PackageIndex).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::binpkg {

/// A block as it stands in the file, without the empty line. Good until the next one is read.
struct Block {
  std::string_view text;
  int line = 0;                               ///< of its first line in the file
  uint64_t offset = 0;                        ///< of its first byte in the file
  std::string_view cpv = {};                  ///< CPV's value; empty where there is none
  std::optional<std::string_view> chost = {}; ///< CHOST's value

  /// The text with the empty line that follows it.
  [[nodiscard]] std::string_view whole() const { return {text.data(), text.size() + 1}; }
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
  IndexReader(int fd, std::string name);

  /// The next block, all of its lines checked, or nullptr at the end. Throws InputError with the
  /// line where the file is not as Portage writes it, and SystemError where it cannot be read.
  const Block* next();

  /// Finds the wanted fields (`key` set, the rest empty) in a block that next() returned. A field
  /// that is not there gets the place that Portage's order gives it. Throws InputError where a
  /// wanted key is there twice.
  void find(const Block& block, std::span<Field> wanted) const;

  /// Throws the InputError about a line of the file.
  [[noreturn]] void fail(int line, std::string_view message) const;

private:
  bool fill();
  [[nodiscard]] std::string_view rest() const { return {buffer_.data() + begin_, end_ - begin_}; }
  bool scan(size_t& start, int& line);
  void note_key(std::string_view text, size_t start, int line);
  void check_blank_end();

  int fd_;
  std::string name_;
  std::vector<char> buffer_;
  size_t begin_ = 0; ///< what is read and not yet returned: buffer_[begin_, end_)
  size_t end_ = 0;
  uint64_t offset_ = 0; ///< of begin_ in the file
  int line_ = 1;
  Block block_;
  size_t cpv_ = 0; ///< where the lines of these keys start in the block; npos: not yet met
  size_t chost_ = 0;
};

/// Appends `text`, a block in which `field` was found, with another value; an empty one: without
/// the field, as Portage leaves it out. A value that is already the field's changes nothing.
void append_with(std::string& out, std::string_view text, const Field& field,
                 std::string_view value);

} // namespace crossrc::binpkg
