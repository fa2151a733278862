#pragma once

#include "supervise/listener.hpp"

#include <filesystem>

namespace crossrc::supervise {

/// Where the caller of `notification`, who waits in its execve, has a pipe as standard input: gives
/// it another, which a process of its own fills from that one, and `copy` too. Of a file, which may
/// have no name any more, `copy` becomes what is left to read. What is larger than 1 MiB is not
/// kept. False where nothing was done.
bool copy_standard_input(const Notification& notification, const Listener& listener,
                         const std::filesystem::path& copy);

} // namespace crossrc::supervise
