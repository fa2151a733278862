// A directory as a descriptor: what is done in it is done there, whatever becomes of its name.
#pragma once

#include "base/fd.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <utility>
#include <vector>

namespace crossrc {

/// For root among directories that others may write to. Names are single ones, of files in it; each
/// function opens, makes, renames or removes what has that name there, and never follows a link.
class Directory {
public:
  /// By root it is reached only over links that are root's own: any other could lead anywhere, and
  /// somewhere else the next moment. Throws Error that names the link, SystemError where there is
  /// no such directory.
  explicit Directory(const std::filesystem::path& path);

  /// Of a file that may be a link itself (of root's own, again): the directory where the file that
  /// is meant stands, and its name there.
  static std::pair<Directory, std::string> of(const std::filesystem::path& file);

  /// A directory that is in it. Throws SystemError.
  [[nodiscard]] Directory below(const std::string& name) const;

  /// Makes one, of mode 0755. Throws SystemError.
  void make(const std::string& name) const;

  /// What is in it, in the order of the names' bytes. Throws SystemError.
  [[nodiscard]] std::vector<std::string> names() const;

  /// None where it cannot be: errno says why (ELOOP for a link).
  [[nodiscard]] Fd open(const std::string& name, int flags, mode_t mode = 0666) const;

  /// What is there, be it a link; nothing where nothing is.
  [[nodiscard]] std::optional<struct stat> status(const std::string& name) const;

  /// As rename(2): the result and errno are its.
  [[nodiscard]] bool rename(const std::string& from, const std::string& to) const;

  /// As unlink(2).
  bool remove(const std::string& name) const; // NOLINT(modernize-use-nodiscard): often done in case

  /// Puts `content` in place of `name`, as replace_file() does, with the mode that it had, but no
  /// more rights than its mode says to whom it was: never setuid. Throws SystemError.
  void replace(const std::string& name, std::string_view content) const;

  /// For messages.
  [[nodiscard]] std::string path_of(const std::string& name) const { return path_ / name; }

  [[nodiscard]] int fd() const { return fd_.get(); }

private:
  explicit Directory(Fd fd, std::filesystem::path path)
      : fd_(std::move(fd)), path_(std::move(path)) {}

  Fd fd_;
  std::filesystem::path path_;
};

/// To read the file at the end of `path`, over no link that root must not follow; never waits for a
/// FIFO's other end. Throws Error, SystemError.
Fd open_safely(const std::filesystem::path& path);

} // namespace crossrc
