#include "twin/linker_script.hpp"

#include "base/error.hpp"
#include "base/file.hpp"

#include <algorithm>
#include <cctype>
#include <span>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

constexpr uintmax_t k_largest = 65536;

std::string without_comments(std::string text) {
  size_t start = 0;
  while ((start = text.find("/*", start)) != std::string::npos) {
    const size_t end = text.find("*/", start + 2);
    if (end == std::string::npos) return text.substr(0, start);
    std::ranges::fill(std::span(text).subspan(start, end + 2 - start), ' ');
  }
  return text;
}

/// Names and parentheses; what is in quotes is one name, and commas part as white space does.
std::vector<std::string> tokens_of(const std::string& text) {
  std::vector<std::string> tokens;
  for (size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (std::isspace(static_cast<unsigned char>(c)) != 0 || c == ',' || c == ';') {
      ++i;
    } else if (c == '(' || c == ')') {
      tokens.emplace_back(1, text[i++]);
    } else if (c == '"') {
      const size_t end = std::min(text.find('"', i + 1), text.size());
      tokens.push_back(text.substr(i + 1, end - i - 1));
      i = end + 1;
    } else {
      const size_t end = std::min(text.find_first_of("(),;\" \t\r\n", i), text.size());
      tokens.push_back(text.substr(i, end - i));
      i = end;
    }
  }
  return tokens;
}

bool names_files(const std::string& command) {
  return command == "INPUT" || command == "GROUP" || command == "AS_NEEDED";
}

/// What does not matter to which files are linked.
bool is_harmless(const std::string& command) {
  return command == "OUTPUT_FORMAT" || command == "OUTPUT_ARCH" || command == "TARGET" ||
         command == "SEARCH_DIR";
}

} // namespace

std::optional<LinkerScript> read_linker_script(const fs::path& file) {
  std::error_code error;
  if (fs::file_size(file, error) > k_largest || error) return std::nullopt;
  const std::string text = read_file_if_exists(file).value_or("");
  if (text.find('\0') != std::string::npos) return std::nullopt;
  LinkerScript script;
  std::vector<std::string> open; // commands whose parentheses are open
  const auto tokens = tokens_of(without_comments(text));
  for (size_t i = 0; i < tokens.size(); ++i) {
    const bool is_command = i + 1 < tokens.size() && tokens[i + 1] == "(";
    if (is_command && !names_files(tokens[i]) && !is_harmless(tokens[i])) return std::nullopt;
    if (is_command) {
      open.push_back(tokens[i++]);
      script.is_group = script.is_group || open.back() == "GROUP";
    } else if (open.empty() || tokens[i] == "(") {
      return std::nullopt;
    } else if (tokens[i] == ")") {
      open.pop_back();
    } else if (names_files(open.back())) {
      script.inputs.push_back(tokens[i]);
    }
  }
  if (script.inputs.empty() || !open.empty()) return std::nullopt;
  return script;
}

} // namespace crossrc::twin
