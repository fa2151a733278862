// Files that a command named and that are not there any more when a twin is made.
#pragma once

#include "journal/command.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace crossrc::twin {

/// `words`, of the command's line or variables `NAME=value` of its environment, with the copies of
/// files (journal/kept_sources.hpp, in `directory`) in the place of names whose files are gone, or
/// were written since.
std::vector<std::string> with_kept_files(std::vector<std::string> words,
                                         const journal::Command& command,
                                         const std::filesystem::path& directory);

} // namespace crossrc::twin
