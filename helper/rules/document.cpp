#include "rules/document.hpp"

#include "base/file.hpp"
#include "rules/yaml.hpp"

#include <fmt/format.h>
#include <optional>
#include <sstream>
#include <sys/stat.h>
#include <utility>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>

namespace fs = std::filesystem;

namespace crossrc::rules {
namespace {

constexpr size_t k_deepest = 32;
constexpr off_t k_largest = off_t{4} << 20U;

// yaml-cpp's tags of scalars that carry none.
constexpr std::string_view k_plain = "?";
constexpr std::string_view k_quoted = "!";

/// Makes the tree from yaml-cpp's events, and stops at the first that a rules file may not have.
class TreeBuilder : public YAML::EventHandler {
public:
  TreeBuilder(std::string_view text, const std::string& file)
      : text_(text), file_(std::make_shared<const std::string>(file)) {}

  [[nodiscard]] Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) fail(mark, "a second document begins here: expected one to a file");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    Node node = at(mark, Kind::null);
    if (!open_.empty() && open_.back().key) { // yaml-cpp's mark is where the next thing begins
      const Node& key = *open_.back().key;
      node.line = key.line;
      node.column = key.column + static_cast<int>(key.text.size()) + 1;
    }
    add(std::move(node));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    fail(mark, fmt::format("aliases are not read here: write the value of \"*{}\" out, or quote a "
                           "word that begins with \"*\"",
                           name_at(mark, text_)));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    if (tag != k_plain && tag != k_quoted) refuse_tag(mark, tag);
    if (tag == k_quoted && !is_closed(mark, text_)) fail(mark, "not YAML: a quote is never closed");
    Node node = at(mark, Kind::scalar);
    node.text = value;
    add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(at(mark, Kind::list), mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(at(mark, Kind::map), mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

private:
  /// A list or a map that is not complete yet, and of a map the key that waits for its value.
  struct Open {
    Node node;
    std::optional<Node> key;
  };

  [[nodiscard]] Node at(const YAML::Mark& mark, Kind kind) const {
    Node node;
    node.kind = kind;
    node.file = file_;
    const Place place = place_of(mark, text_, "");
    node.line = place.line;
    node.column = place.column;
    return node;
  }

  void open(Node node, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    refuse_anchor(mark, anchor);
    if (tag != k_plain && tag != k_quoted && !tag.empty()) refuse_tag(mark, tag);
    if (expects_key()) {
      fail(mark,
           node.kind == Kind::map ? "expected a key, found a map" : "expected a key, found a list");
    }
    if (open_.size() >= k_deepest)
      fail(mark, fmt::format("nested deeper than {} levels", k_deepest));
    open_.push_back({std::move(node), std::nullopt});
  }

  void close() {
    Node node = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(node));
  }

  void add(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
    } else if (open_.back().node.kind == Kind::list) {
      open_.back().node.items.push_back(std::move(node));
    } else if (expects_key()) {
      if (node.kind == Kind::null) {
        throw DocumentError(node.place(), "expected a key, found nothing");
      }
      open_.back().key = std::move(node);
    } else {
      open_.back().node.entries.push_back({std::move(*open_.back().key), std::move(node)});
      open_.back().key.reset();
    }
  }

  [[nodiscard]] bool expects_key() const {
    return !open_.empty() && open_.back().node.kind == Kind::map && !open_.back().key;
  }

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) const {
    if (anchor == YAML::NullAnchor) return;
    fail(mark, fmt::format("anchors are not read here: leave \"&{}\" out, or quote a word that "
                           "begins with \"&\"",
                           name_at(mark, text_)));
  }

  [[noreturn]] void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
    fail(mark, fmt::format("tags are not read here: leave \"{}\" out, or quote a word that begins "
                           "with \"!\"",
                           tag));
  }

  [[noreturn]] void fail(const YAML::Mark& mark, std::string message) const {
    throw DocumentError(place_of(mark, text_, *file_), std::move(message));
  }

  std::string_view text_;
  std::shared_ptr<const std::string> file_;
  Node root_;
  std::vector<Open> open_;
  int documents_ = 0;
};

} // namespace

Node parse_document(std::string_view text, const std::string& file) {
  check_characters(text, file);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    TreeBuilder builder(text, file);
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.take();
  } catch (const YAML::Exception& error) {
    throw not_yaml(error, text, file);
  }
}

Node read_document(const fs::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) throw SystemError("read", path.string());
  // Before it is opened: a FIFO would wait for its writer, /dev/zero would never end.
  if (!S_ISREG(info.st_mode)) throw DocumentError({path.string()}, "expected a regular file");
  if (info.st_size > k_largest) {
    throw DocumentError({path.string()}, fmt::format("larger than {} MiB", k_largest >> 20U));
  }
  return parse_document(read_file(path), path.string());
}

} // namespace crossrc::rules
