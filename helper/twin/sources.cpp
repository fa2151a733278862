#include "twin/sources.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/process.hpp"
#include "twin/identity.hpp"
#include "twin/task.hpp"

#include <algorithm>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

bool is_white(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/// The words after the first target's colon: `\ ` and `\#` stand for the character, `$$` for `$`,
/// and a backslash at its end goes on with the line.
std::vector<std::string> prerequisites(std::string_view text) {
  std::vector<std::string> names;
  std::string word;
  bool after_target = false;
  const auto end_word = [&] {
    if (word.ends_with(':')) {
      after_target = true;
    } else if (after_target && !word.empty()) {
      names.push_back(word);
    }
    word.clear();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (c == '\\' && next == '\n') {
      end_word();
      ++i;
    } else if ((c == '\\' && (next == ' ' || next == '#' || next == '\\')) ||
               (c == '$' && next == '$')) {
      word += text[++i];
    } else if (is_white(c)) {
      end_word();
      if (c == '\n' && after_target) break; // the rest are rules without prerequisites (-MP)
    } else {
      word += c;
    }
  }
  end_word();
  return names;
}

} // namespace

std::vector<fs::path> read_dependencies(const fs::path& rule, const fs::path& directory) {
  std::vector<fs::path> files;
  const std::string text = read_file_if_exists(rule).value_or("");
  for (const std::string& name : prerequisites(text)) {
    files.push_back((directory / name).lexically_normal());
  }
  return files;
}

bool has_changed(const fs::path& file, const journal::Command& command) {
  const auto time = change_time(file);
  return !time || (command.started != 0 && *time > command.started);
}

std::vector<std::string> words_again(const journal::Command& command, const CompilerCall& call,
                                     const Argument* source, const fs::path& output) {
  std::vector<std::string> words = {command.program};
  for (const Argument& argument : call.arguments) {
    const bool is_other = source != nullptr && argument.kind == ArgumentKind::input &&
                          argument.value != source->value;
    if (is_other || argument.kind == ArgumentKind::output ||
        argument.kind == ArgumentKind::side_file) {
      continue;
    }
    const auto own = words_of(argument);
    words.insert(words.end(), own.begin(), own.end());
  }
  words.insert(words.end(), {"-o", output});
  return words;
}

bool have_same_content(const fs::path& left, const fs::path& right) {
  std::error_code error;
  return fs::file_size(left, error) == fs::file_size(right, error) && !error &&
         read_file(left) == read_file(right);
}

bool reproduces(const std::vector<std::string>& words, const journal::Command& command,
                const fs::path& directory, const fs::path& made, const fs::path& scratch,
                const Comparison& are_same) {
  RunOptions options;
  options.directory = directory;
  options.environment = environment_with(command.environment);
  const bool same = run(words, options).status == 0 && are_same(scratch, made);
  std::error_code ignored;
  fs::remove(scratch, ignored);
  return same;
}

} // namespace crossrc::twin
