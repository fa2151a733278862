// Procedural macros of Rust: libraries of the tree that no program of the tree runs, but the
// compiler itself. A trap in one kills rustc, and there is no twin to put in its place.
#pragma once

#include "supervise/watch.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::supervise {

/// rustc, and what has it as a library: those that load macros.
bool compiles_rust(const std::filesystem::path& program);

/// True for such a program that may load a macro that was built in the trees: `--extern
/// NAME=FILE.so`, or one that a crate re-exports, which is found in a directory of `-L`.
bool loads_macros(const std::filesystem::path& program, const std::vector<std::string>& argv,
                  const std::filesystem::path& directory, const Watch& watch);

/// The crate of a library, by its file's name: `serde_derive` for `libserde_derive-1a2b.so+0x30`.
std::string crate_at(std::string_view place);

} // namespace crossrc::supervise
