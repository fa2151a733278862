// A new content for a file, written beside it and put in its place in one step.
#pragma once

#include "base/directory.hpp"
#include "base/fd.hpp"

#include <ctime>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>

namespace crossrc::binpkg {

/// What is written goes to `.NAME.crossrc` (a name that Portage takes for nothing) beside the file.
/// Only one writer at a time: the caller holds the lock. Where it is not committed, what was
/// written goes with it; what a SIGKILL left is overwritten by the next.
class Replacement {
public:
  /// Through a symbolic link it is the link's target that gets replaced, but for a link that root
  /// must not follow (base/directory.hpp). Throws Error, SystemError.
  explicit Replacement(const std::filesystem::path& path);
  Replacement(Replacement&& other) noexcept;
  Replacement& operator=(Replacement&&) = delete;
  ~Replacement();

  void write(std::string_view data);

  /// Writes the rest, gives it owner, rights (never a setuid bit) of the file that it replaces, or
  /// of `model` where there is none, and the time. Nothing may be written after it. Throws
  /// SystemError.
  void seal(const struct stat& model, std::time_t mtime);

  /// Renames it; it is sealed. Throws SystemError and leaves the old file where it cannot.
  void commit();

  /// What was written and sealed, to be read. Throws SystemError.
  [[nodiscard]] Fd open() const;

  /// The file that will be replaced, as it is now.
  [[nodiscard]] std::optional<struct stat> current() const { return directory_.status(name_); }

  /// Removes what a killed writer left of a new `path`.
  static void discard_leftover(const std::filesystem::path& path);

private:
  void flush();

  Replacement(std::pair<Directory, std::string> place, std::string shown);

  Directory directory_;
  std::string name_;
  std::string temporary_; ///< its name there; empty: it is gone
  std::string shown_;     ///< the path, for messages
  Fd fd_;
  std::string buffer_;
};

/// A time for what takes the place of something with the time `old`: now, but by so many seconds
/// later than that at least. A time far in the future comes from a wrong clock, there it is now, as
/// Portage would have it.
std::time_t later_than(std::time_t old, std::time_t by = 1);

} // namespace crossrc::binpkg
