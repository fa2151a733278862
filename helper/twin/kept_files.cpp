#include "twin/kept_files.hpp"

#include "journal/kept_sources.hpp"
#include "journal/named_files.hpp"
#include "twin/sources.hpp"

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

/// The copy of the file that a command called `name`, if that is needed and there is one.
fs::path copy_of(const std::string& name, const journal::Command& command,
                 const fs::path& directory) {
  fs::path kept = journal::kept_source(directory, command, name);
  std::error_code error;
  if (!fs::is_regular_file(kept, error)) return {};
  const fs::path file = command.directory / name;
  const bool is_another = has_changed(file, command) && !have_same_content(file, kept);
  return is_another ? kept : fs::path();
}

} // namespace

std::vector<std::string> with_kept_files(std::vector<std::string> words,
                                         const journal::Command& command,
                                         const fs::path& directory) {
  for (std::string& word : words) {
    for (const auto& [at, size] : journal::names_in(word)) {
      const fs::path kept = copy_of(word.substr(at, size), command, directory);
      if (kept.empty()) continue;
      word.replace(at, size, kept.native());
      break;
    }
  }
  return words;
}

} // namespace crossrc::twin
