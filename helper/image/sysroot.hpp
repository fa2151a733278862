// What a package is about to install, and of the builder must not be in it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::image {

/// `text` without `--sysroot=ROOT`, with or without a slash at its end, and the space before it; a
/// longer path that only begins like it stays.
std::string without_sysroot(std::string_view text, const std::string& root);

/// A file that stays as it was, or a directory that was not looked into.
struct Unchanged {
  std::filesystem::path name; ///< as it will be seen once it is installed
  std::string reason;
};

struct Stripped {
  std::vector<std::filesystem::path> changed; ///< as they will be seen once they are installed
  std::vector<Unchanged> failed;
};

/// Takes that out of the texts below `image`: with the method sysroot the compilers are called
/// CC="... --sysroot=ROOT", and packages write that down in pkg-config files, scripts, makefiles.
/// Hard links, modes and times stay as they are, binaries too: of these only the beginning is read.
/// Takes the same memory for files of any size; one that fails is told of, and the next is looked
/// at. Root may do this where others can rename directories: nothing is reached over a link. Throws
/// Error where there is no `image`.
Stripped strip_sysroot(const std::filesystem::path& image, const std::string& root);

/// The same for the programs of `directory`, which is of the build alone: packages write down where
/// they found them. `places`: what to write for each, by its name; one that is longer than the path
/// that it is for is passed over.
Stripped rename_programs(const std::filesystem::path& image, const std::string& directory,
                         const std::map<std::string, std::string>& places);

} // namespace crossrc::image
