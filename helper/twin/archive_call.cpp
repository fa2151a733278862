#include "twin/archive_call.hpp"

#include <string_view>

namespace crossrc::twin {
namespace {

struct Words {
  std::string letters; ///< operation and modifiers
  std::vector<std::string> names;
  std::string output;
};

Words sort_words(const std::vector<std::string>& argv) {
  Words words;
  for (size_t i = 1; i < argv.size(); ++i) {
    const std::string& word = argv[i];
    if (word == "--output" && i + 1 < argv.size()) {
      words.output = argv[++i];
    } else if (word.starts_with("--output=")) {
      words.output = word.substr(std::string_view("--output=").size());
    } else if ((word == "--plugin" || word == "--target" || word == "--record-libdeps") &&
               i + 1 < argv.size()) {
      ++i;
    } else if (word.starts_with("--")) {
      continue;
    } else if (words.letters.empty()) {
      words.letters = word.substr(word.front() == '-' ? 1 : 0);
    } else {
      words.names.push_back(word);
    }
  }
  return words;
}

bool has(const std::string& letters, std::string_view any) {
  return letters.find_first_of(any) != std::string::npos;
}

} // namespace

ArchiveCall parse_archive_call(const std::vector<std::string>& argv) {
  Words words = sort_words(argv);
  ArchiveCall call;
  call.extract_to = words.output;
  // a, b and i are followed by a member's name, N by a count: neither is the archive.
  size_t skip = 0;
  if (has(words.letters, "abi") && has(words.letters, "rm")) ++skip;
  if (has(words.letters, "N")) ++skip;
  if (words.names.size() <= skip) return call;
  call.archive = words.names[skip];
  call.members.assign(words.names.begin() + static_cast<std::ptrdiff_t>(skip) + 1,
                      words.names.end());
  if (has(words.letters, "rq")) call.operation = ArchiveOperation::add;
  if (has(words.letters, "x")) call.operation = ArchiveOperation::extract;
  return call;
}

} // namespace crossrc::twin
