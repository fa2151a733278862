// A YAML file as a tree of nodes that know where they stand. Only what a rules file needs of YAML
// 1.1 gets through: one document of maps, lists and scalars. Anchors, aliases and tags are refused,
// so a document never grows when it is read.
#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::rules {

enum class Kind { null, scalar, list, map };

struct Entry;

struct Node {
  Kind kind = Kind::null;
  std::shared_ptr<const std::string> file;
  int line = 0;
  int column = 0;
  std::string text;        ///< of a scalar, always as written: 010, yes and 1.10 stay what they are
  std::vector<Node> items; ///< of a list
  std::vector<Entry> entries; ///< of a map, in order; keys may repeat

  [[nodiscard]] Place place() const { return {*file, line, column}; }
};

/// One `key: value` of a map; the key is a scalar.
struct Entry {
  Node key;
  Node value;
};

/// What keeps a file from being read as a document.
class DocumentError : public InputError {
public:
  DocumentError(Place place, std::string message)
      : InputError(place, message), place_(std::move(place)), message_(std::move(message)) {}

  [[nodiscard]] const Place& place() const { return place_; }
  [[nodiscard]] const std::string& message() const { return message_; }

private:
  Place place_;
  std::string message_;
};

/// The document in `text`; `file` is its name in messages. An empty one is a null node. Throws
/// DocumentError for what is no YAML, holds control characters or is no UTF-8, for
/// anchors, aliases, tags, keys that are no scalars, a second document, and deep nesting.
Node parse_document(std::string_view text, const std::string& file);

/// The document in the file at `path`. Throws SystemError, and DocumentError also for what is no
/// regular file or larger than any rules file has reason to be.
Node read_document(const std::filesystem::path& path);

} // namespace crossrc::rules
