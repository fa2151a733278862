#pragma once

#include "base/fd.hpp"

namespace crossrc::supervise {

/// A descriptor on its way to another process over a Unix socket (unix(7), SCM_RIGHTS), or the
/// errno that says why there is none.
struct Handoff {
  Fd descriptor;
  int error = 0;
};

/// Async-signal-safe. A receiver that has gone is no failure.
void send_handoff(int socket, const Handoff& handoff);

/// Waits for one. A sender that has gone without sending is ECONNRESET.
Handoff receive_handoff(int socket);

} // namespace crossrc::supervise
