// What a package is about to install, and of the builder must not be in it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::image {

/// `text` without `--sysroot=ROOT`, with or without a slash at its end, and the space before it; a
/// longer path that only begins like it stays.
std::string without_sysroot(std::string_view text, const std::string& root);

/// Takes that out of the texts below `image`: with the method sysroot the compilers are called
/// CC="... --sysroot=ROOT", and packages write that down in pkg-config files, scripts, makefiles.
/// Hard links, modes and times stay as they are, binaries too. Returns the files that were changed,
/// as they will be seen once they are installed. Root may do this where others can rename
/// directories: nothing is reached over a link. Throws Error.
std::vector<std::filesystem::path> strip_sysroot(const std::filesystem::path& image,
                                                 const std::string& root);

} // namespace crossrc::image
