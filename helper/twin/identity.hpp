#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace crossrc::twin {

/// A name for one state of one file, fit for a file name: device, inode, size and the time of its
/// last change, which nobody can set. A file that is written again, or another one at the same
/// path, has another name.
std::optional<std::string> identity_of(const std::filesystem::path& file);

/// The change time (stat(2)) of `file` in nanoseconds, as journal::Command::started; nothing where
/// there is no such file.
std::optional<int64_t> change_time(const std::filesystem::path& file);

/// A short name for a text: two texts have, for all that happens in one build, not the same one.
std::string fingerprint(std::string_view text);

} // namespace crossrc::twin
