#include "twin/layout.hpp"

#include "base/file.hpp"
#include "base/process.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_set>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

constexpr size_t k_largest_text = size_t{256} << 20U; // of a source and all of its headers

// GCC's and clang's own, whatever prefix they have; GCC's C++ library is there too on Gentoo.
constexpr std::array<std::string_view, 4> k_of_compilers = {"/lib/gcc/", "/lib64/gcc/",
                                                            "/lib/clang/", "/lib64/clang/"};

using Names = std::unordered_set<std::string_view>;

bool is_of_compiler(std::string_view file) {
  return std::ranges::any_of(k_of_compilers, [&](std::string_view directory) {
    const size_t place = file.find(directory);
    return place != std::string_view::npos &&
           file.find("/include", place) != std::string_view::npos;
  });
}

bool is_of_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool has_any(std::string_view text, const Names& names) {
  // All that compilers predefine begins so.
  for (size_t start = text.find("__"); start != std::string_view::npos;
       start = text.find("__", start)) {
    size_t end = start;
    while (end < text.size() && is_of_word(text[end])) ++end;
    if (names.contains(text.substr(start, end - start))) return true;
    start = end;
  }
  return false;
}

/// `# 12 "FILE" 3`: the file's name, or empty.
std::string_view file_of_marker(std::string_view line) {
  const size_t open = line.find('"');
  const size_t close = line.rfind('"');
  return open == std::string_view::npos || open == close ? ""
                                                         : line.substr(open + 1, close - open - 1);
}

/// Without line markers, pragmas and what came from compilers' headers.
std::string own_text(std::string_view preprocessed) {
  std::string text;
  text.reserve(preprocessed.size());
  bool is_wanted = true;
  for (const std::string_view line : split(preprocessed, '\n')) {
    if (line.starts_with("# ")) {
      is_wanted = !is_of_compiler(file_of_marker(line));
    } else if (is_wanted && !line.empty() && !line.starts_with('#')) {
      text.append(line).push_back('\n');
    }
  }
  return text;
}

/// The last word of `text`, which ends in none of white space; empty where it ends in no word.
std::string_view last_word(std::string_view text) {
  size_t start = text.size();
  while (start > 0 && is_of_word(text[start - 1])) --start;
  return text.substr(start);
}

/// `text`, which ends in `)`, without that and what it closes.
std::string_view before_parentheses(std::string_view text) {
  size_t open = 0;
  for (size_t i = text.size(); i-- > 0;) {
    if (text[i] == ')') ++open;
    if (text[i] == '(' && --open == 0) return trim(text.substr(0, i));
  }
  return "";
}

/// True if what comes behind `statement` in braces is a function's body.
bool begins_a_function(std::string_view statement) {
  static constexpr std::array k_behind = {"const", "noexcept", "override", "final", "volatile"};
  static constexpr std::array k_attributes = {"__attribute__", "__attribute", "alignas",
                                              "noexcept",      "requires",    "_Alignas"};
  if (statement.find("constexpr") != std::string_view::npos ||
      statement.find("consteval") != std::string_view::npos)
    return false;
  if (statement.find("->") != std::string_view::npos) return true;
  for (statement = trim(statement); !statement.empty();) {
    const std::string_view word = last_word(statement);
    if (std::ranges::find(k_behind, word) != k_behind.end()) {
      statement = trim(statement.substr(0, statement.size() - word.size()));
      continue;
    }
    if (!statement.ends_with(')')) return false;
    const std::string_view head = before_parentheses(statement);
    if (std::ranges::find(k_attributes, last_word(head)) == k_attributes.end()) return true;
    statement = trim(head.substr(0, head.size() - last_word(head).size()));
  }
  return false;
}

/// The end of the string or character that begins at `start`.
size_t end_of_literal(std::string_view text, size_t start) {
  size_t i = start + 1;
  while (i < text.size() && text[i] != text[start] && text[i] != '\n') i += text[i] == '\\' ? 2 : 1;
  return std::min(i + 1, text.size());
}

/// `1'000'000` has no characters in it.
bool begins_literal(std::string_view text, size_t place) {
  return text[place] == '"' ||
         (text[place] == '\'' &&
          (place == 0 || std::isxdigit(static_cast<unsigned char>(text[place - 1])) == 0));
}

/// Behind the brace that closes the one at `start`.
size_t end_of_block(std::string_view text, size_t start) {
  size_t open = 0;
  size_t i = start;
  while (i < text.size()) {
    if (begins_literal(text, i)) {
      i = end_of_literal(text, i);
      continue;
    }
    if (text[i] == '{') ++open;
    if (text[i++] == '}' && --open == 0) break;
  }
  return i;
}

std::string without_bodies(std::string_view text) {
  std::string rest;
  rest.reserve(text.size());
  size_t statement = 0; // where the one that is being read begins in `rest`
  for (size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '{' && begins_a_function(std::string_view(rest).substr(statement))) {
      i = end_of_block(text, i);
      rest += ";\n";
      statement = rest.size();
      continue;
    }
    const size_t end = begins_literal(text, i) ? end_of_literal(text, i) : i + 1;
    rest += text.substr(i, end - i);
    if (c == ';' || c == '{' || c == '}') statement = rest.size();
    i = end;
  }
  return rest;
}

} // namespace

bool name_any(std::span<const fs::path> headers, std::span<const std::string> names) {
  const Names wanted(names.begin(), names.end());
  return std::ranges::any_of(headers, [&](const fs::path& header) {
    return !is_of_compiler(header.native()) &&
           has_any(read_file_if_exists(header).value_or(""), wanted);
  });
}

bool declare_the_same(std::string_view one, std::string_view other) {
  const std::string first = own_text(one);
  const std::string second = own_text(other);
  return first == second || without_bodies(first) == without_bodies(second);
}

std::vector<std::string> preprocessing(const std::vector<std::string>& compilation) {
  std::vector<std::string> words;
  for (size_t i = 0; i < compilation.size(); ++i) {
    const std::string& word = compilation[i];
    if (word == "-o" || word == "-MF") {
      ++i;
    } else if (word != "-MD" && word != "-c") {
      words.push_back(word);
    }
  }
  words.emplace_back("-E");
  return words;
}

bool agree(std::span<const Texts> attempts, const fs::path& directory) {
  for (const Texts& texts : attempts) {
    const RunOptions options{directory, texts.environment, k_largest_text};
    const RunResult package = run(texts.package, options);
    const RunResult twin = run(texts.twin, options);
    if (package.status == 0 && twin.status == 0)
      return declare_the_same(package.output, twin.output);
  }
  return false;
}

} // namespace crossrc::twin
