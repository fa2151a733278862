#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crossrc::supervise {

/// True for the dynamic loader of glibc or musl, which can be run like a program (ld.so(8)).
bool is_loader(const std::filesystem::path& program);

/// The program that a call of the loader starts.
struct LoaderCall {
  std::string program;           ///< as written
  std::vector<std::string> argv; ///< as the program sees it
};

/// `argv` of a loader: `[options] PROGRAM ARGS`; nothing where it starts none (--list, --help).
std::optional<LoaderCall> parse_loader_call(const std::vector<std::string>& argv);

/// `environment` without what leads a loader into `sysroot`: those directories of LD_LIBRARY_PATH
/// go, and the variable with the last of them.
std::vector<std::string> without_sysroot_libraries(std::vector<std::string> environment,
                                                   const std::filesystem::path& sysroot);

} // namespace crossrc::supervise
