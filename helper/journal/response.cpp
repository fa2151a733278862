#include "journal/response.hpp"

#include "base/error.hpp"
#include "base/file.hpp"

namespace crossrc::journal {
namespace {

constexpr int k_depth_limit = 16; // a file that names itself must come to an end

bool is_white(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> result;
  std::string word;
  bool inside = false;
  char quote = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote == 0 && is_white(c)) {
      if (inside) result.push_back(std::exchange(word, {}));
      inside = false;
      continue;
    }
    inside = true;
    if (c == '\\' && i + 1 < text.size()) {
      word += text[++i];
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else {
      word += c;
    }
  }
  if (inside) result.push_back(word);
  return result;
}

void expand(const std::string& word, const std::filesystem::path& directory, int depth,
            std::vector<std::string>& out) {
  if (depth < k_depth_limit && word.size() > 1 && word.front() == '@') {
    try {
      const auto text = read_file_if_exists(directory / word.substr(1));
      if (text) {
        for (const std::string& inner : words_of(*text)) expand(inner, directory, depth + 1, out);
        return;
      }
    } catch (const Error&) { // unreadable: the tool will say so itself
    }
  }
  out.push_back(word);
}

} // namespace

std::vector<std::string> expand_response_files(const std::vector<std::string>& argv,
                                               const std::filesystem::path& directory) {
  std::vector<std::string> result;
  result.reserve(argv.size());
  for (const std::string& word : argv) expand(word, directory, 0, result);
  return result;
}

} // namespace crossrc::journal
