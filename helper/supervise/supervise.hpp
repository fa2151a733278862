// The supervise room's front door.
#pragma once

#include "supervise/options.hpp"

#include <string>
#include <vector>

namespace crossrc::supervise {

/// Runs `command` under supervision and returns its status as
/// waitpid(2) reports it.
///
/// Two processes do it. The worker answers, records and traces. The guardian, which is this
/// process, only holds a second copy of the listener: a listener that nobody holds would make
/// every later execve of the build fail with ENOSYS, which a configure script takes for an answer.
/// If the worker dies, the guardian says so and lets every execve pass; the build goes on as it
/// would without crossrc.
///
/// Where supervision cannot start (no seccomp, another listener, no journal) that is said, and the
/// command runs without. Throws SystemError only if it cannot be run at all.
int supervise(const Options& options, const std::vector<std::string>& command);

} // namespace crossrc::supervise
