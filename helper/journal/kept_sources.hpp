// Copies of sources whose names are used again: configure writes one conftest.c after another, and
// an object or a program of an earlier one may still be run.
#pragma once

#include "journal/command.hpp"

#include <filesystem>
#include <string>
#include <unordered_map>

namespace crossrc::journal {

/// Where the copy of `source` (as the command has it) is that the command read, if one was kept;
/// `directory` is that of all copies. The copy has the source's own file name.
std::filesystem::path kept_source(const std::filesystem::path& directory, const Command& command,
                                  const std::string& source);

class SourceKeeper {
public:
  explicit SourceKeeper(std::filesystem::path directory) : directory_(std::move(directory)) {}

  /// To be called before the command reads its source: keeps a copy from the second time on that
  /// there is another file of that name. What cannot be copied is not kept.
  void consider(const Command& command, const std::string& source);

private:
  std::filesystem::path directory_;
  std::unordered_map<size_t, int64_t> seen_; ///< hash of a path to its change time in nanoseconds
};

} // namespace crossrc::journal
