#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace crossrc::journal {

/// `argv` with each `@FILE` replaced by the words in FILE, as GNU tools and clang read it
/// (libiberty's buildargv: white space, both quotes, backslash; nested files too). Build tools
/// delete these files afterwards, so they are read when the command is recorded; those of
/// -Wl,@FILE, which the linker reads, as well. What cannot be read stays as it was written, as the
/// tools do it.
std::vector<std::string> expand_response_files(const std::vector<std::string>& argv,
                                               const std::filesystem::path& directory);

/// The same as rustc(1) reads it: one argument a line, as it is.
std::vector<std::string> expand_rust_argument_files(const std::vector<std::string>& argv,
                                                    const std::filesystem::path& directory);

} // namespace crossrc::journal
