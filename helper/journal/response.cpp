#include "journal/response.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

#include <optional>

namespace crossrc::journal {
namespace {

constexpr int k_most_files = 2000; // as libiberty has it: files that name themselves come to an end

constexpr std::string_view k_to_linker = "-Wl,";

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

/// The text of a regular file; anything else, a pipe for one, is the tool's to read.
std::optional<std::string> text_of(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return std::nullopt;
  try {
    return read_file_if_exists(file);
  } catch (const Error&) { // unreadable: the tool will say so itself
    return std::nullopt;
  }
}

class Expansion {
public:
  explicit Expansion(const std::filesystem::path& directory) : directory_(directory) {}

  void add(const std::string& word) {
    if (word.starts_with(k_to_linker) && word.find(",@") != std::string::npos) {
      add_for_linker(word);
      return;
    }
    const auto text = named_by(word);
    if (!text) {
      result_.push_back(word);
      return;
    }
    for (const std::string& inner : words_of(*text)) add(inner);
  }
  [[nodiscard]] std::vector<std::string> take() { return std::move(result_); }

private:
  /// The driver passes `@FILE` on, and the linker reads it.
  void add_for_linker(const std::string& word) {
    for (const std::string_view part :
         split(std::string_view(word).substr(k_to_linker.size()), ',')) {
      const auto text = named_by(std::string(part));
      if (!text) result_.push_back(std::string(k_to_linker) + std::string(part));
      for (const std::string& inner : words_of(text.value_or("")))
        result_.insert(result_.end(), {"-Xlinker", inner});
    }
  }

  std::optional<std::string> named_by(const std::string& word) {
    const bool names_file = word.size() > 1 && word.front() == '@' && files_ < k_most_files;
    auto text = names_file ? text_of(directory_ / word.substr(1)) : std::nullopt;
    if (text) ++files_;
    return text;
  }

  const std::filesystem::path& directory_;
  int files_ = 0;
  std::vector<std::string> result_;
};

} // namespace

std::vector<std::string> expand_response_files(const std::vector<std::string>& argv,
                                               const std::filesystem::path& directory) {
  Expansion expansion(directory);
  for (const std::string& word : argv) expansion.add(word);
  return expansion.take();
}

std::vector<std::string> expand_rust_argument_files(const std::vector<std::string>& argv,
                                                    const std::filesystem::path& directory) {
  std::vector<std::string> result;
  for (const std::string& word : argv) {
    const auto text = word.starts_with('@') ? text_of(directory / word.substr(1)) : std::nullopt;
    if (!text) {
      result.push_back(word);
      continue;
    }
    for (const std::string_view line : split(*text, '\n')) result.emplace_back(line);
    if (text->ends_with('\n')) result.pop_back();
  }
  return result;
}

} // namespace crossrc::journal
