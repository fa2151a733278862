// Whether anything went through the sockets that a program was started with: recv(2) is counted
// nowhere, but an epoll (epoll(7), EPOLLET) is woken by whatever arrives, and by whatever the other
// side takes.
#pragma once

#include "base/fd.hpp"
#include "supervise/snapshot.hpp"

#include <map>

namespace crossrc::supervise {

/// Those of one program, from its start on. Only sockets of this machine (unix(7)) from which
/// nothing could be read then: of others it is not known. Holds none of them open.
class SocketWatch {
public:
  /// Of `sockets`: descriptors of the program, each with a duplicate.
  explicit SocketWatch(const std::map<int, Fd>& sockets);

  /// True for one of them that nobody has read from, written to or shut down since; `copy`: a
  /// duplicate as it is now.
  [[nodiscard]] bool is_untouched(int number, const Fd& copy);

private:
  bool was_woken();

  Fd epoll_;
  size_t count_; ///< of sockets
  bool has_woken_ = false;
  std::map<int, int> idle_; ///< by descriptor: bytes that the other side had not read then
};

/// Watches the sockets of `snapshot`, which was just taken of the stopped `process`.
void watch_sockets(pid_t process, Snapshot& snapshot);

/// `snapshot` with those marked that are untouched.
Snapshot with_untouched_sockets(pid_t process, Snapshot snapshot);

} // namespace crossrc::supervise
