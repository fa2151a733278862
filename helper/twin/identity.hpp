#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace crossrc::twin {

/// A name for one state of one file, fit for a file name: device, inode, size and the time of its
/// last change. A file that is written again, or another one at the same path, has another name.
std::optional<std::string> identity_of(const std::filesystem::path& file);

} // namespace crossrc::twin
