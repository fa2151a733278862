// What makes a running loader take twins: a library for it to ask (rtld-audit(7)). glibc's loader
// calls that for each library that is to be loaded: by dlopen(3), LD_PRELOAD or DT_NEEDED.
//
// The answers are links in a directory, named by the library's state; where there is none, the
// audit library asks the supervisor: it executes question_path(), which is never there, with the
// library's name as argument 0. The supervisor lets that execve wait until it knows.
#pragma once

#include "isa/loaded.hpp"
#include "twin/site.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace crossrc::twin {

std::filesystem::path question_path(const std::filesystem::path& directory);

/// From now on loaders take `twin` in place of `library`, as long as that is what it is now. The
/// library itself: it needs no twin. `directory`: Site::directory, and so below.
void tell_loaders(const std::filesystem::path& directory, const std::filesystem::path& library,
                  const std::filesystem::path& twin);

/// Where the audit library is, for programs of the machine that options (`-m32`) say, or of this.
std::filesystem::path audit_library(const std::filesystem::path& directory,
                                    const std::vector<std::string>& machine = {});

/// Plans it.
Part plan_audit_library(Site& site, const std::vector<std::string>& machine = {});

/// Plans the part for a program that opens libraries in namespaces of their own (dlmopen(3)): there
/// the loader asks no audit library for a file's path.
Part plan_namespace_part(Site& site, const std::vector<std::string>& machine = {});

/// `environment` for a program whose loader is to ask the audit library for this machine. What the
/// program sees of its environment is the same as before.
std::vector<std::string> with_audit_library(std::vector<std::string> environment,
                                            const std::filesystem::path& directory);

/// What a linker is told to link a program with the audit library `audit`, so that its loader asks
/// it without such variables, once mark_audit_library was called for the program. gold, lld and
/// mold do not have GNU ld's --audit=.
std::vector<std::string> audit_options(const std::filesystem::path& audit);

/// Makes of the DT_NEEDED entry that the linker wrote for `audit` a DT_AUDIT. Throws TwinError
/// where there is none.
void mark_audit_library(const std::filesystem::path& program, const std::filesystem::path& audit);

/// True if `program` can be linked with an audit library, which it then has without such variables:
/// its libraries do not have more thread-local storage than there is room for.
bool has_room_for_audit(const std::filesystem::path& program, const isa::Loading& loading);

} // namespace crossrc::twin
