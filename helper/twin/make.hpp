// The twin room's front door.
#pragma once

#include "isa/instruction.hpp"
#include "isa/loaded.hpp"
#include "twin/progress.hpp"
#include "twin/toolchain.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crossrc::twin {

/// What is the same for all twins of a build.
struct Setting {
  std::filesystem::path journal;            ///< the file of the build's commands
  std::filesystem::path directory;          ///< where twins go; made if it is not there
  std::vector<std::filesystem::path> trees; ///< what the package builds
  ToolchainOptions toolchain;
  unsigned jobs = 1;
  Progress* progress = nullptr; ///< where to write it, if anywhere
};

/// A program as it was started.
struct Start {
  std::filesystem::path program;
  isa::Loading loading;
};

/// The first instruction that this CPU lacks in the code of the program and of the libraries below
/// the trees and the sysroot that it will load. Nothing: none was found.
std::optional<isa::Instruction> find_foreign_code(const Start& start, const Setting& setting);

/// True if it may open libraries by name, itself or by one of the trees, and one that the build has
/// linked so far has foreign code: then only its twin is safe.
bool may_open_foreign_code(const Start& start, const Setting& setting);

/// The libraries below the trees that it loads, each with its identity: another one, another twin.
std::vector<std::pair<std::filesystem::path, std::string>> loaded_by(const Start& start,
                                                                     const Setting& setting);

struct Twin {
  std::filesystem::path path;
  std::string warning; ///< empty, or what may be wrong with it
};

/// The same for a library of the tree that some program opens by name; the library itself where it
/// needs no twin, unless `always`. Loaders take it from then on (twin/audit.hpp).
Twin make_library_twin(const Start& library, const Setting& setting, bool always);

/// The audit library (twin/audit.hpp), if a library that the build has linked so far has foreign
/// code; otherwise nothing is made, and it is empty.
std::filesystem::path make_audit_library_if_needed(const Setting& setting);

/// Makes the twin of the program. For one that is installed in the sysroot that is the builder's
/// program of the same path, with a warning unless the installed-package databases have the same
/// version of its package on both sides. Throws TwinError, or Error where the journal or the disk
/// fail.
Twin make_twin(const Start& start, const Setting& setting);

} // namespace crossrc::twin
