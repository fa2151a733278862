// What the kernel lets a phase do, found out by doing it.
#pragma once

#include "doctor/phases_user.hpp"

#include <cerrno>

namespace crossrc::doctor {

/// What came of trying it: 0 or an errno each.
struct Answers {
  int listener_error = EPERM;
  int seize_error = EPERM;
  int memory_error = EPERM;
  bool waits_killably = false;
};

/// Tries it in a process of that user: a listener, tracing, reading another's memory. Throws
/// SystemError if no process can be made.
Answers ask_as(const User& user);

} // namespace crossrc::doctor
