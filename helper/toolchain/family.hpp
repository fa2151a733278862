// The compilers of a tuple that are installed, each with the tools that belong to it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crossrc::toolchain {

/// Variables of a build and the commands that they name: CC, CXX, CPP, AR ...
using Family = std::vector<std::pair<std::string, std::string>>;

/// Each VERSION for which `search_path` has `<tuple>-gcc-VERSION`, as Gentoo's toolchain.eclass
/// links them in /usr/bin for native and for cross compilers; the oldest first.
std::vector<std::string> gcc_versions(const std::string& tuple, const std::string& search_path);

/// The newest of `versions` that is `wanted` or begins with its numbers: 13 is 13.4.1, 1 is not.
std::optional<std::string> matching_version(const std::vector<std::string>& versions,
                                            const std::string& wanted);

/// GCC's drivers and the wrappers of binutils that load its plugin, as far as `search_path` has
/// them. Each driver finds the headers and libraries of its own version. Without a version, those
/// that gcc-config has chosen.
Family gcc_family(const std::string& tuple, const std::string& version,
                  const std::string& search_path);

/// clang's drivers and LLVM's binutils: `<tuple>-clang` where `search_path` has it, otherwise
/// `clang --target=<tuple>`. Empty without a clang.
Family clang_family(const std::string& tuple, const std::string& search_path);

} // namespace crossrc::toolchain
