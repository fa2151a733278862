#pragma once

#include "chroot/layout.hpp"

#include <string>
#include <vector>

namespace crossrc::chroot {

/// The path of bwrap in this process' PATH. Throws InputError where there is none.
std::filesystem::path find_bubblewrap();

/// Throws Error unless this user can make a root with it: other users than root need user
/// namespaces of their own, which a kernel or a security module may forbid.
void require_bubblewrap(const std::filesystem::path& bubblewrap);

/// Throws Error where bash of `root` dies of SIGILL on this machine: nothing takes its place where
/// no supervisor is.
void require_shell_that_runs(const std::filesystem::path& bubblewrap,
                             const std::filesystem::path& root);

/// The devices, processes, temporary files and the builder, on top of a layout.
std::vector<std::string> common_options();

/// Options for a file with `content` and mode 0755 at `path` inside. The content is in a
/// descriptor that the process keeps open, for bwrap to read.
std::vector<std::string> script_options(const std::string& content, std::string_view path);

/// Becomes bwrap. Gentoo's sandbox, which is loaded into this process, would refuse its writes to
/// /proc and keep itself in its environment: the kernel is called directly, and LD_PRELOAD is
/// given back to the command inside. Throws SystemError.
[[noreturn]] void become_bubblewrap(std::vector<std::string> command);

} // namespace crossrc::chroot
