// Copies of sources that may not be there any more when a twin is made: configure writes one
// conftest.c after another, and a script what it removes when it has been compiled.
#pragma once

#include "journal/command.hpp"

#include <filesystem>
#include <string>
#include <unordered_map>

namespace crossrc::journal {

/// Beside a copy are those of headers that it includes by `#include "NAME"`, if they were written
/// only seconds before, too: a build may make a header anew right after.
///
/// Where the copy of `source` (as the command has it) is that the command read, if one was kept;
/// `directory` is that of all copies. The copy has the source's own file name.
std::filesystem::path kept_source(const std::filesystem::path& directory, const Command& command,
                                  const std::string& source);

class SourceKeeper {
public:
  explicit SourceKeeper(std::filesystem::path directory) : directory_(std::move(directory)) {}

  /// To be called before the command reads its source: keeps a copy of one that was written only
  /// half a minute ago, or includes what was, and from the second time on that there is another
  /// file of that name. What cannot be copied, or is larger than 1 MiB, is not kept.
  void consider(const Command& command, const std::string& source);

  /// The same for a file that a word of the command names otherwise (named_files.hpp): keeps what
  /// is new, and whatever is in a directory for temporary files; nothing that machines run.
  void consider_named(const Command& command, const std::string& name);

  /// As kept_source.
  [[nodiscard]] std::filesystem::path place_of(const Command& command,
                                               const std::string& source) const {
    return kept_source(directory_, command, source);
  }

private:
  std::filesystem::path directory_;
  std::unordered_map<std::string, std::filesystem::path> named_; ///< file and its time to a copy
  std::unordered_map<size_t, int64_t> seen_; ///< hash of a path to its change time in nanoseconds
};

} // namespace crossrc::journal
