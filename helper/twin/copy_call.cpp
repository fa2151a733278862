#include "twin/copy_call.hpp"

#include <algorithm>
#include <array>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

using Names = std::string_view;

template <size_t N> bool is_one_of(std::string_view word, const std::array<Names, N>& names) {
  return std::ranges::find(names, word) != names.end();
}

// Options whose value is the next word (GNU and BusyBox spell them alike).
constexpr auto k_copier_values =
    std::to_array<Names>({"-t", "-m", "-o", "-g", "-S", "--target-directory", "--mode", "--owner",
                          "--group", "--suffix", "--strip-program"});
constexpr auto k_changer_values = std::to_array<Names>(
    {"-I", "-O", "-F", "-B", "-j", "-R", "-K", "-N", "-G", "-L", "-W", "-b", "-i", "-o"});
// Long options of objcopy that take none; all others do, as the next word or after "=".
constexpr auto k_changer_flags = std::to_array<Names>({"--strip-all",
                                                       "--strip-debug",
                                                       "--strip-unneeded",
                                                       "--strip-dwo",
                                                       "--only-keep-debug",
                                                       "--preserve-dates",
                                                       "--enable-deterministic-archives",
                                                       "--disable-deterministic-archives",
                                                       "--wildcard",
                                                       "--discard-all",
                                                       "--discard-locals",
                                                       "--debugging",
                                                       "--keep-file-symbols",
                                                       "--keep-section-symbols",
                                                       "--compress-debug-sections",
                                                       "--decompress-debug-sections",
                                                       "--weaken",
                                                       "--extract-symbol",
                                                       "--extract-dwo",
                                                       "--writable-text",
                                                       "--readonly-text",
                                                       "--pure",
                                                       "--impure",
                                                       "--merge-notes",
                                                       "--no-merge-notes",
                                                       "--verbose",
                                                       "--remove-relocations",
                                                       "--change-warnings",
                                                       "--no-change-warnings",
                                                       "--localize-hidden",
                                                       "--remove-leading-char",
                                                       "--change-leading-char",
                                                       "--strip-sections",
                                                       "--allow-undefined-symbols"});

fs::path place(const journal::Command& command, const std::string& name) {
  fs::path path = (command.directory / name).lexically_normal();
  return path.filename().empty() && path.has_parent_path() ? path.parent_path() : path;
}

struct Words {
  std::vector<std::string> names;
  std::vector<std::string> options;
  std::string into;      ///< -t DIR
  bool symbolic = false; ///< ln -s
  bool parents = false;  ///< cp --parents
};

Words words_of_copier(const journal::Command& command) {
  Words words;
  for (size_t i = 1; i < command.argv.size(); ++i) {
    const std::string& word = command.argv[i];
    if (word.starts_with("--target-directory=")) {
      words.into = word.substr(word.find('=') + 1);
    } else if (is_one_of(word, k_copier_values)) {
      const bool into = word == "-t" || word == "--target-directory";
      if (++i < command.argv.size() && into) words.into = command.argv[i];
    } else if (word.size() < 2 || word.front() != '-') {
      words.names.push_back(word);
    } else {
      const bool is_long = word.starts_with("--");
      words.symbolic = words.symbolic || word == "--symbolic" ||
                       (!is_long && word.find('s') != std::string::npos);
      words.parents = words.parents || word == "--parents";
    }
  }
  words.symbolic = words.symbolic && journal::plain_name(command.program) == "ln";
  return words;
}

Copy copy(const journal::Command& command, const Words& words, const std::string& name,
          const fs::path& to) {
  const bool moved = journal::plain_name(command.program) == "mv";
  if (!words.symbolic) return {place(command, name), to, moved};
  return {(to.parent_path() / name).lexically_normal(), to, false};
}

} // namespace

std::vector<Copy> copies_of(const journal::Command& command) {
  Words words = words_of_copier(command);
  const bool names_last = words.into.empty();
  if (names_last) {
    if (words.names.size() < 2) return {};
    words.into = words.names.back();
    words.names.pop_back();
  }
  const fs::path directory = place(command, words.into);
  std::vector<Copy> copies;
  for (const std::string& name : words.names) {
    const fs::path file =
        words.parents ? fs::path(name).relative_path() : place(command, name).filename();
    copies.push_back(copy(command, words, name, (directory / file).lexically_normal()));
  }
  if (names_last && copies.size() == 1) {
    copies.push_back(copy(command, words, words.names[0], directory));
  }
  return copies;
}

std::vector<Change> changes_of(const journal::Command& command) {
  // It may write another file, which a twin must not; and none needs to be stripped.
  if (fs::path(command.program).filename().native().ends_with("eu-strip")) return {};
  const bool is_objcopy = journal::plain_name(command.program) == "objcopy";
  std::vector<std::string> names;
  std::vector<std::string> options;
  std::string output;
  for (size_t i = 1; i < command.argv.size(); ++i) {
    const std::string& word = command.argv[i];
    if (word.starts_with("--dump-section") || word.starts_with("--split-dwo")) return {};
    const bool is_long = word.starts_with("--");
    const bool takes_next =
        is_long ? word.find('=') == std::string::npos && !is_one_of(word, k_changer_flags)
                : is_one_of(word, k_changer_values);
    if (word.size() < 2 || word.front() != '-') {
      names.push_back(word);
    } else if (word == "-o" && i + 1 < command.argv.size()) {
      output = command.argv[++i];
    } else {
      options.push_back(word);
      if (takes_next && i + 1 < command.argv.size()) options.push_back(command.argv[++i]);
    }
  }
  if (is_objcopy && names.size() == 2) {
    output = names.back();
    names.pop_back();
  }
  std::vector<Change> changes;
  for (const std::string& name : names) {
    const fs::path from = place(command, name);
    changes.push_back({from, output.empty() ? from : place(command, output), options});
  }
  return changes;
}

} // namespace crossrc::twin
