#include "rules/document.hpp"

#include "base/file.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <sys/stat.h>
#include <yaml.h>

namespace fs = std::filesystem;

namespace crossrc::rules {
namespace {

constexpr int k_deepest = 32;
constexpr off_t k_largest = off_t{4} << 20U;

std::string_view view(const yaml_char_t* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

class Event {
public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { yaml_event_delete(&event_); }

  yaml_event_t* get() { return &event_; }
  [[nodiscard]] yaml_event_type_t type() const { return event_.type; }
  [[nodiscard]] const yaml_mark_t& mark() const { return event_.start_mark; }
  [[nodiscard]] std::string_view anchor() const {
    switch (type()) {
    case YAML_SCALAR_EVENT:
      return view(event_.data.scalar.anchor);
    case YAML_SEQUENCE_START_EVENT:
      return view(event_.data.sequence_start.anchor);
    case YAML_MAPPING_START_EVENT:
      return view(event_.data.mapping_start.anchor);
    case YAML_ALIAS_EVENT:
      return view(event_.data.alias.anchor);
    default:
      return {};
    }
  }
  [[nodiscard]] std::string_view tag() const {
    switch (type()) {
    case YAML_SCALAR_EVENT:
      return view(event_.data.scalar.tag);
    case YAML_SEQUENCE_START_EVENT:
      return view(event_.data.sequence_start.tag);
    case YAML_MAPPING_START_EVENT:
      return view(event_.data.mapping_start.tag);
    default:
      return {};
    }
  }
  [[nodiscard]] std::string_view text() const {
    return {reinterpret_cast<const char*>(event_.data.scalar.value), event_.data.scalar.length};
  }
  [[nodiscard]] bool plain() const { return event_.data.scalar.style == YAML_PLAIN_SCALAR_STYLE; }

private:
  yaml_event_t event_{};
};

bool is_null(std::string_view text) {
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

// The usual reasons why an atom, which is full of YAML's own characters, is not read as a word.
std::string hint(std::string_view context, char found) {
  if (context == "while scanning an alias") return ": quote a word that begins with \"*\"";
  if (context == "while scanning an anchor") return ": quote a word that begins with \"&\"";
  if (context == "while scanning a tag") return ": quote a word that begins with \"!\"";
  if (context == "while scanning a block scalar") {
    return ": quote a word that begins with \">\" or \"|\"";
  }
  if (context != "while scanning for the next token") return {};
  if (found == '\t') return ": indent with spaces, not with tabs";
  return fmt::format(": quote a word that begins with \"{}\"", found);
}

/// One pass over the events of a document.
class Reader {
public:
  Reader(std::string_view text, const std::string& file)
      : text_(text), file_(std::make_shared<const std::string>(file)) {
    if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { yaml_parser_delete(&parser_); }

  Node document();

private:
  void next(Event& event);
  Node node(Event& event, int depth);
  Node scalar(Event& event);
  Node list(const Event& start, int depth);
  Node map(const Event& start, int depth);
  Node key(Event& event);

  [[nodiscard]] Node at(const Event& event, Kind kind) const;
  [[nodiscard]] Place place(const yaml_mark_t& mark) const;
  void refuse_references(const Event& event) const;
  [[noreturn]] void fail() const;
  [[nodiscard]] std::string describe_context() const;
  [[nodiscard]] Place place_of_byte(size_t offset) const;
  [[nodiscard]] char character_at(const yaml_mark_t& mark) const;

  std::string_view text_;
  std::shared_ptr<const std::string> file_;
  yaml_parser_t parser_{};
};

Node Reader::document() {
  Event stream_start;
  next(stream_start);
  Event start;
  next(start);
  if (start.type() == YAML_STREAM_END_EVENT) return at(start, Kind::null);
  Event content;
  next(content);
  Node root = node(content, 1);
  Event end;
  next(end);
  Event last;
  next(last);
  if (last.type() != YAML_STREAM_END_EVENT) {
    throw DocumentError(place(last.mark()),
                        "a second document begins here: expected one to a file");
  }
  return root;
}

void Reader::next(Event& event) {
  if (yaml_parser_parse(&parser_, event.get()) == 0) fail();
}

Node Reader::node(Event& event, int depth) {
  refuse_references(event);
  if (depth > k_deepest) {
    throw DocumentError(place(event.mark()),
                        fmt::format("nested deeper than {} levels", k_deepest));
  }
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
    next(event);
    if (event.type() == YAML_SEQUENCE_END_EVENT) return result;
    result.items.push_back(node(event, depth + 1));
  }
}

Node Reader::map(const Event& start, int depth) {
  Node result = at(start, Kind::map);
  result.entries.reserve(4); // most maps are rules, most rules have about as many keys
  for (;;) {
    Event event;
    next(event);
    if (event.type() == YAML_MAPPING_END_EVENT) return result;
    Node name = key(event);
    Event value;
    next(value);
    result.entries.push_back({std::move(name), node(value, depth + 1)});
  }
}

Node Reader::key(Event& event) {
  refuse_references(event);
  if (event.type() == YAML_SEQUENCE_START_EVENT) {
    throw DocumentError(place(event.mark()), "expected a key, found a list");
  }
  if (event.type() == YAML_MAPPING_START_EVENT) {
    throw DocumentError(place(event.mark()), "expected a key, found a map");
  }
  Node result = scalar(event);
  if (result.kind == Kind::null) {
    throw DocumentError(place(event.mark()), "expected a key, found nothing");
  }
  return result;
}

Node Reader::at(const Event& event, Kind kind) const {
  const Place where = place(event.mark());
  Node result;
  result.kind = kind;
  result.file = file_;
  result.line = where.line;
  result.column = where.column;
  return result;
}

Place Reader::place(const yaml_mark_t& mark) const {
  return {*file_, static_cast<int>(mark.line) + 1, static_cast<int>(mark.column) + 1};
}

void Reader::refuse_references(const Event& event) const {
  if (event.type() == YAML_ALIAS_EVENT) {
    throw DocumentError(place(event.mark()),
                        fmt::format("aliases are not read here: write the value of \"*{}\" out, or "
                                    "quote a word that begins with \"*\"",
                                    event.anchor()));
  }
  if (!event.anchor().empty()) {
    throw DocumentError(place(event.mark()),
                        fmt::format("anchors are not read here: leave \"&{}\" out, or quote a word "
                                    "that begins with \"&\"",
                                    event.anchor()));
  }
  if (!event.tag().empty()) {
    throw DocumentError(
        place(event.mark()),
        fmt::format("tags are not read here: leave \"{}\" out, or quote a word that "
                    "begins with \"!\"",
                    event.tag()));
  }
}

void Reader::fail() const {
  const std::string_view problem = parser_.problem == nullptr ? "unreadable" : parser_.problem;
  if (parser_.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
  if (parser_.error == YAML_READER_ERROR) {
    throw DocumentError(place_of_byte(parser_.problem_offset),
                        fmt::format("not plain text in UTF-8: {}", problem));
  }
  const std::string_view context = parser_.context == nullptr ? "" : parser_.context;
  const yaml_mark_t& mark = parser_.problem_mark;
  throw DocumentError(place(mark), fmt::format("not YAML: {}{}{}", problem, describe_context(),
                                               hint(context, character_at(mark))));
}

std::string Reader::describe_context() const {
  if (parser_.context == nullptr) return {};
  const Place begin = place(parser_.context_mark);
  const Place end = place(parser_.problem_mark);
  if (begin.line == end.line) return fmt::format(" {}", parser_.context);
  return fmt::format(" {} from line {}, column {} on", parser_.context, begin.line, begin.column);
}

Place Reader::place_of_byte(size_t offset) const {
  const std::string_view before = text_.substr(0, std::min(offset, text_.size()));
  const size_t line = static_cast<size_t>(std::count(before.begin(), before.end(), '\n'));
  const size_t column = before.size() - (before.rfind('\n') + 1); // npos + 1 is 0
  return {*file_, static_cast<int>(line) + 1, static_cast<int>(column) + 1};
}

char Reader::character_at(const yaml_mark_t& mark) const {
  const std::vector<std::string_view> lines = split(text_, '\n');
  if (mark.line >= lines.size() || mark.column >= lines[mark.line].size()) return '\n';
  return lines[mark.line][mark.column];
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
