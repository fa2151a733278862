// Files that somebody else may have put there to harm whoever reads them: root reads what the
// unprivileged phases of a build wrote.
#pragma once

#include "base/directory.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace crossrc {

/// Which part of a file that is too large.
enum class Part { head, tail };

/// At most `limit` bytes of the regular file `name` below `directory`. Nothing where there is none,
/// or where a symbolic link is on the way below `directory` (and, for root, one that is not root's
/// on the way there), or where it cannot be read: with files of this kind that makes no difference.
/// Never waits: FIFOs are no regular files.
std::optional<std::string> read_untrusted(const Directory& directory,
                                          const std::filesystem::path& name, size_t limit,
                                          Part part);
std::optional<std::string> read_untrusted(const std::filesystem::path& directory,
                                          const std::filesystem::path& name, size_t limit,
                                          Part part);

/// `text` in one line that a terminal or a log can take: at most `limit` bytes, printable() and
/// without newlines and tabs.
std::string harmless(std::string_view text, size_t limit);

} // namespace crossrc
