#include "rules/value.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace fs = std::filesystem;

namespace crossrc::rules {
namespace {

bool is_tuple_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-';
}

} // namespace

bool is_tuple(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '-');
  const auto empty = [](std::string_view part) { return part.empty(); };
  return parts.size() >= 3 && std::none_of(parts.begin(), parts.end(), empty) &&
         std::all_of(text.begin(), text.end(), is_tuple_character);
}

std::string describe(const Node& node) {
  switch (node.kind) {
  case Kind::null:
    return "nothing";
  case Kind::list:
    return "a list";
  case Kind::map:
    return "a map";
  case Kind::scalar:
    break;
  }
  return fmt::format("\"{}\"", node.text);
}

std::string unknown(std::string_view what, std::string_view name,
                    const std::vector<std::string_view>& known) {
  const std::string_view meant = nearest(name, known);
  const std::string hint = meant.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", meant);
  return fmt::format("unknown {} \"{}\"{}; expected one of {}", what, name, hint,
                     fmt::join(known, ", "));
}

bool read_map(const Node& node, const std::vector<std::string_view>& known, Report& report,
              const std::function<void(const Node& key, const Node& value)>& read) {
  if (node.kind != Kind::map) {
    report.error(node.place(), fmt::format("expected a map with the keys {}; found {}",
                                           fmt::join(known, ", "), describe(node)));
    return false;
  }
  refuse_repeated_keys(node, report);
  for (const Entry& entry : node.entries) {
    if (std::find(known.begin(), known.end(), entry.key.text) != known.end()) {
      read(entry.key, entry.value);
    } else {
      report.error(entry.key.place(), unknown("key", entry.key.text, known));
    }
  }
  return true;
}

void refuse_repeated_keys(const Node& map, Report& report) {
  // Sorted, because a hostile map may have a million keys; of equal ones the first stays first.
  std::vector<const Node*> keys;
  keys.reserve(map.entries.size());
  for (const Entry& entry : map.entries) keys.push_back(&entry.key);
  std::sort(keys.begin(), keys.end(), [](const Node* a, const Node* b) {
    const int order = a->text.compare(b->text);
    return order < 0 || (order == 0 && a < b);
  });
  for (size_t i = 1; i < keys.size(); ++i) {
    if (keys[i]->text != keys[i - 1]->text) continue;
    report.error(keys[i]->place(), fmt::format("key \"{}\" stands here twice, first in line {}",
                                               keys[i]->text, keys[i - 1]->line));
  }
}

Setting<std::string> read_text(const Node& node, std::string_view what, Report& report) {
  if (node.kind != Kind::scalar) {
    report.error(node.place(), fmt::format("expected {}, found {}", what, describe(node)));
    return std::nullopt;
  }
  if (node.text.find('\0') != std::string::npos) {
    report.error(node.place(), fmt::format("expected {}, found a NUL byte in it", what));
    return std::nullopt;
  }
  return Located<std::string>{node.text, node.place()};
}

std::optional<size_t> read_choice(const Node& node, std::string_view what,
                                  const std::vector<std::string_view>& known, Report& report) {
  if (node.kind != Kind::scalar) {
    report.error(node.place(), fmt::format("expected one of {}; found {}", fmt::join(known, ", "),
                                           describe(node)));
    return std::nullopt;
  }
  const auto found = std::find(known.begin(), known.end(), node.text);
  if (found == known.end()) {
    report.error(node.place(), unknown(what, node.text, known));
    return std::nullopt;
  }
  return static_cast<size_t>(found - known.begin());
}

std::optional<std::vector<Located<std::string>>> read_list(const Node& node, std::string_view what,
                                                           Report& report) {
  if (node.kind == Kind::scalar) {
    auto single = read_text(node, what, report);
    if (!single) return std::nullopt;
    return std::vector{*std::move(single)};
  }
  if (node.kind != Kind::list) {
    report.error(node.place(),
                 fmt::format("expected a list of {}, found {}", what, describe(node)));
    return std::nullopt;
  }
  std::vector<Located<std::string>> result;
  result.reserve(node.items.size());
  for (const Node& item : node.items) {
    if (item.kind != Kind::scalar) {
      report.error(item.place(),
                   fmt::format("expected a list of {}, found {} in it", what, describe(item)));
    } else if (auto text = read_text(item, what, report)) {
      result.push_back(*std::move(text));
    }
  }
  return result;
}

std::optional<std::vector<std::string>> read_words(const Node& node, Report& report) {
  const auto parts = read_list(node, "words", report);
  if (!parts) return std::nullopt;
  if (node.kind == Kind::scalar) return words(node.text);
  std::vector<std::string> result;
  for (const Located<std::string>& part : *parts) result.push_back(part.value);
  return result;
}

Setting<std::string> read_directory(const Node& node, Report& report) {
  auto text = read_text(node, "an absolute path", report);
  if (!text) return std::nullopt;
  if (!text->value.starts_with('/')) {
    report.error(text->place, fmt::format("expected an absolute path, found {}", describe(node)));
    return std::nullopt;
  }
  text->value = fs::path(text->value).lexically_normal().string();
  if (text->value.size() > 1 && text->value.ends_with('/')) text->value.pop_back();
  return text;
}

Setting<std::string> read_tuple(const Node& node, Report& report) {
  constexpr std::string_view k_what = "a tuple such as x86_64-pc-linux-gnu";
  auto text = read_text(node, k_what, report);
  if (!text) return std::nullopt;
  if (!is_tuple(text->value)) {
    report.error(text->place, fmt::format("expected {}, found {}", k_what, describe(node)));
    return std::nullopt;
  }
  return text;
}

Setting<std::vector<portage::Atom>> read_atoms(const Node& node, Wildcards wildcards,
                                               Report& report) {
  const auto texts = read_list(node, "atoms", report);
  if (!texts) return std::nullopt;
  if (texts->empty() && node.items.empty()) {
    report.error(node.place(), "expected at least one atom, found an empty list");
    return std::nullopt;
  }
  Located<std::vector<portage::Atom>> atoms{{}, node.place()};
  atoms.value.reserve(texts->size());
  for (const Located<std::string>& text : *texts) {
    try {
      portage::Atom atom = portage::Atom::parse(text.value);
      if (wildcards == Wildcards::refused && atom.has_wildcard()) {
        throw InputError(fmt::format("expected one package, found \"{}\"", text.value));
      }
      atoms.value.push_back(std::move(atom));
    } catch (const InputError& error) {
      report.error(text.place, error.what());
    }
  }
  return atoms;
}

} // namespace crossrc::rules
