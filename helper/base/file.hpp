// Files as whole values: read, replaced in one step, temporary.
#pragma once

#include "base/fd.hpp"
#include "base/identity.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace crossrc {

/// The whole content. Throws SystemError; a directory is EISDIR.
std::string read_file(const std::filesystem::path& path);

/// The whole content, or nothing where no file of that name exists (ENOENT, ENOTDIR). Any other
/// failure throws: for a policy file "missing" and "unreadable" must differ.
std::optional<std::string> read_file_if_exists(const std::filesystem::path& path);

/// What is left to read. `name` is for the message of the SystemError.
std::string read_all(int fd, const std::string& name);

/// Opens with O_CLOEXEC added. Throws SystemError.
Fd open_file(const std::filesystem::path& path, int flags, mode_t mode = 0666);

/// Writes all of `data` at the descriptor's offset. `name` is for the message of the SystemError.
void write_all(int fd, std::string_view data, std::string_view name);

/// Puts `content` in place of `path` by rename within its directory: readers see the old content
/// or the new, never a part. With an `owner` it is theirs. Throws SystemError and leaves the old
/// file where it cannot.
void replace_file(const std::filesystem::path& path, std::string_view content, mode_t mode = 0644,
                  const std::optional<Identity>& owner = std::nullopt);

/// A new directory of mode 0700 below `parent` that goes, with all it holds, when this does.
class TemporaryDirectory {
public:
  explicit TemporaryDirectory(const std::filesystem::path& parent);
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

/// True if `path` is `directory` or lies below it. Both absolute; lexical, nothing is resolved.
bool is_below(const std::filesystem::path& path, const std::filesystem::path& directory);

/// Adds a line to `file` in one write(2), so that several processes may do it. Throws SystemError.
void append_line(const std::filesystem::path& file, std::string_view line);

} // namespace crossrc
