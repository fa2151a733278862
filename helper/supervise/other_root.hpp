// Processes whose root `crossrc chroot` has made: what they call by a path is another file here.
#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>

namespace crossrc::supervise {

/// True if the thread has such a root: one that shows ours (chroot/builder.hpp).
bool is_inside(pid_t thread);

/// The path here of the program that `thread` runs, `executed` inside: the same for what the root
/// shares with us, otherwise below `sysroot`, which the root is made of.
std::filesystem::path executed_program(pid_t thread, const std::filesystem::path& executed,
                                       const std::filesystem::path& sysroot);

} // namespace crossrc::supervise
