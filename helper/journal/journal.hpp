// The record of a build's commands: one file that only grows, shared by the phases of a package.
//
// Format: the line `crossrc journal 2`, then one record a command: a length (4 bytes, little
// endian) and that many bytes, which are NUL-terminated strings: tool, time of its start, program,
// directory, number of arguments, the arguments, the environment.
#pragma once

#include "base/fd.hpp"
#include "journal/command.hpp"

#include <filesystem>
#include <vector>

namespace crossrc::journal {

/// Appends to a journal. Each record is one write(2), so that several supervisors may share it.
class Writer {
public:
  /// Opens or creates `file`. Throws SystemError, for a pipe that nobody reads too.
  explicit Writer(const std::filesystem::path& file);

  /// Throws SystemError where the disk is full; the journal is as it was then.
  void append(const Command& command);

private:
  std::filesystem::path file_;
  Fd fd_;
};

/// All commands in the order in which they started. A missing file is an empty journal. A record
/// that was cut short ends it; anything else that is no journal throws InputError with the offset,
/// and what is no regular file is not even opened.
std::vector<Command> read(const std::filesystem::path& file);

} // namespace crossrc::journal
