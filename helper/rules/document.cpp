#include "rules/document.hpp"

#include "base/file.hpp"
#include "rules/yaml.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

namespace fs = std::filesystem;

namespace crossrc::rules {
namespace {

constexpr int k_deepest = 32;
constexpr off_t k_largest = off_t{4} << 20U;

bool is_null(std::string_view text) {
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

/// One pass over the events of a document.
class Reader {
public:
  Reader(std::string_view text, const std::string& file)
      : events_(text, file), file_(std::make_shared<const std::string>(file)) {}

  Node document();

private:
  Node node(Event& event, int depth);
  Node scalar(Event& event);
  Node list(const Event& start, int depth);
  Node map(const Event& start, int depth);
  Node key(Event& event);

  [[nodiscard]] Node at(const Event& event, Kind kind) const;
  void refuse_references(const Event& event) const;
  [[noreturn]] void fail(const Event& event, std::string message) const;

  Events events_;
  std::shared_ptr<const std::string> file_;
};

Node Reader::document() {
  Event stream_start;
  events_.next(stream_start);
  Event start;
  events_.next(start);
  if (start.type() == YAML_STREAM_END_EVENT) return at(start, Kind::null);
  Event content;
  events_.next(content);
  Node root = node(content, 1);
  Event end;
  events_.next(end);
  Event last;
  events_.next(last);
  if (last.type() != YAML_STREAM_END_EVENT) {
    fail(last, "a second document begins here: expected one to a file");
  }
  return root;
}

Node Reader::node(Event& event, int depth) {
  refuse_references(event);
  if (depth > k_deepest) fail(event, fmt::format("nested deeper than {} levels", k_deepest));
  switch (event.type()) {
  case YAML_SEQUENCE_START_EVENT:
    return list(event, depth);
  case YAML_MAPPING_START_EVENT:
    return map(event, depth);
  default:
    return scalar(event);
  }
}

Node Reader::scalar(Event& event) {
  Node result = at(event, Kind::scalar);
  if (event.plain() && is_null(event.text())) {
    result.kind = Kind::null;
  } else {
    result.text = event.text();
  }
  return result;
}

Node Reader::list(const Event& start, int depth) {
  Node result = at(start, Kind::list);
  for (;;) {
    Event event;
    events_.next(event);
    if (event.type() == YAML_SEQUENCE_END_EVENT) return result;
    result.items.push_back(node(event, depth + 1));
  }
}

Node Reader::map(const Event& start, int depth) {
  Node result = at(start, Kind::map);
  result.entries.reserve(4); // most maps are rules, most rules have about as many keys
  for (;;) {
    Event event;
    events_.next(event);
    if (event.type() == YAML_MAPPING_END_EVENT) return result;
    Node name = key(event);
    Event value;
    events_.next(value);
    result.entries.push_back({std::move(name), node(value, depth + 1)});
  }
}

Node Reader::key(Event& event) {
  refuse_references(event);
  if (event.type() == YAML_SEQUENCE_START_EVENT) fail(event, "expected a key, found a list");
  if (event.type() == YAML_MAPPING_START_EVENT) fail(event, "expected a key, found a map");
  Node result = scalar(event);
  if (result.kind == Kind::null) fail(event, "expected a key, found nothing");
  return result;
}

Node Reader::at(const Event& event, Kind kind) const {
  Node result;
  result.kind = kind;
  result.file = file_;
  result.line = static_cast<int>(event.mark().line) + 1;
  result.column = static_cast<int>(event.mark().column) + 1;
  return result;
}

void Reader::refuse_references(const Event& event) const {
  if (event.type() == YAML_ALIAS_EVENT) {
    fail(event, fmt::format("aliases are not read here: write the value of \"*{}\" out, or "
                            "quote a word that begins with \"*\"",
                            event.anchor()));
  }
  if (!event.anchor().empty()) {
    fail(event, fmt::format("anchors are not read here: leave \"&{}\" out, or quote a word "
                            "that begins with \"&\"",
                            event.anchor()));
  }
  if (!event.tag().empty()) {
    fail(event, fmt::format("tags are not read here: leave \"{}\" out, or quote a word that "
                            "begins with \"!\"",
                            event.tag()));
  }
}

void Reader::fail(const Event& event, std::string message) const {
  throw DocumentError(events_.place(event.mark()), std::move(message));
}

} // namespace

Node parse_document(std::string_view text, const std::string& file) {
  return Reader(text, file).document();
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
