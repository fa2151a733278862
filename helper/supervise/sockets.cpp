#include "supervise/sockets.hpp"

#include "supervise/remote.hpp"

#include <linux/sockios.h>
#include <optional>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

namespace crossrc::supervise {
namespace {

constexpr uint32_t k_all_events = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLERR | EPOLLHUP | EPOLLRDHUP |
                                  EPOLLRDNORM | EPOLLRDBAND | EPOLLWRNORM | EPOLLWRBAND;

bool is_of_this_machine(const Fd& socket) {
  int domain = 0;
  socklen_t size = sizeof domain;
  return ::getsockopt(socket.get(), SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 &&
         domain == AF_UNIX;
}

/// Writable, and with nothing to read, not even an end. An event of one that is not writable would
/// be forgotten if what arrived is read before anybody looks; one that listens is never writable.
bool is_idle(const Fd& socket) {
  pollfd state{socket.get(), POLLIN | POLLOUT | POLLPRI | POLLRDHUP, 0};
  return ::poll(&state, 1, 0) == 1 && state.revents == POLLOUT;
}

std::optional<int> bytes_on_the_way(const Fd& socket) {
  int count = 0;
  if (::ioctl(socket.get(), SIOCOUTQ, &count) != 0) return std::nullopt;
  return count;
}

std::map<int, Fd> sockets_of(pid_t process, const Snapshot& snapshot) {
  std::map<int, Fd> sockets;
  Fd handle;
  for (const OpenFile& file : snapshot.files) {
    if (!S_ISSOCK(file.mode) || file.is_plumbing) continue;
    if (!handle) handle = open_process(process);
    if (Fd copy = copy_descriptor(handle, file.number)) sockets[file.number] = std::move(copy);
  }
  return sockets;
}

} // namespace

SocketWatch::SocketWatch(const std::map<int, Fd>& sockets)
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), count_(sockets.size()) {
  std::map<int, int> all;
  for (const auto& [number, copy] : sockets) {
    epoll_event interest{k_all_events | EPOLLET, {.fd = number}};
    const auto waiting = is_of_this_machine(copy) ? bytes_on_the_way(copy) : std::nullopt;
    if (waiting && ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, copy.get(), &interest) == 0)
      all[number] = *waiting;
  }
  was_woken(); // by their being added
  for (const auto& [number, waiting] : all)
    if (is_idle(sockets.at(number))) idle_[number] = waiting;
}

bool SocketWatch::was_woken() {
  std::vector<epoll_event> events(count_);
  return ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(count_), 0) > 0;
}

bool SocketWatch::is_untouched(int number, const Fd& copy) {
  has_woken_ = was_woken() || has_woken_;
  const auto then = idle_.find(number);
  return !has_woken_ && then != idle_.end() && is_idle(copy) &&
         bytes_on_the_way(copy) == then->second;
}

void watch_sockets(pid_t process, Snapshot& snapshot) {
  const auto sockets = sockets_of(process, snapshot);
  if (!sockets.empty()) snapshot.sockets = std::make_shared<SocketWatch>(sockets);
}

Snapshot with_untouched_sockets(pid_t process, Snapshot snapshot) {
  if (!snapshot.sockets) return snapshot;
  const auto sockets = sockets_of(process, snapshot);
  for (OpenFile& file : snapshot.files) {
    const auto copy = sockets.find(file.number);
    file.is_untouched =
        copy != sockets.end() && snapshot.sockets->is_untouched(file.number, copy->second);
  }
  return snapshot;
}

} // namespace crossrc::supervise
