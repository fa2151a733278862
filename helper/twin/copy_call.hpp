// Command lines of cp, mv, ln and install, and of objcopy and strip, taken apart.
#pragma once

#include "journal/command.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crossrc::twin {

/// A file, or a directory with all that is below it, that is also at another place afterwards.
struct Copy {
  std::filesystem::path from; ///< absolute
  std::filesystem::path to;
  bool moved = false; ///< and is no longer where it was
};

/// What a copier may have done. `cp a b` puts a at b/a if b was a directory at that time, else at
/// b: both are told, in this order, since nobody can ask that any more.
std::vector<Copy> copies_of(const journal::Command& command);

/// An objcopy or strip of one file.
struct Change {
  std::filesystem::path from; ///< absolute; the same as `to` where it was changed in place
  std::filesystem::path to;
  std::vector<std::string> options; ///< its command line without the files' names
};

/// What a changer did: one change a file. None for one that writes other files as well.
std::vector<Change> changes_of(const journal::Command& command);

} // namespace crossrc::twin
