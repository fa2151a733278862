#include "supervise/listener.hpp"

#include <asm/unistd_64.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>

namespace crossrc::supervise {
namespace {

constexpr int k_execve_32 = 11;
constexpr int k_ptrace_32 = 26;
constexpr int k_x32_bit = 0x40000000;
constexpr int k_execve_x32 = 520;
constexpr int k_ptrace_x32 = 521;
// Linux 6.6; not in older headers.
constexpr unsigned long k_set_flags = SECCOMP_IOW(4, uint64_t);
constexpr unsigned long k_sync_wake_up = 1;
constexpr int k_restart = 513; // the kernel's own ERESTARTNOINTR

/// The numbers of one call for x86-64, x32 and i386.
bool is_call(const seccomp_data& data, int wide, int x32, int narrow) {
  if (data.arch == AUDIT_ARCH_I386) return data.nr == narrow;
  if ((data.nr & k_x32_bit) != 0) return (data.nr & ~k_x32_bit) == x32;
  return data.nr == wide;
}

} // namespace

void Listener::prefer_one_cpu(bool prefer) const {
  ::ioctl(fd_, k_set_flags, prefer ? k_sync_wake_up : 0UL);
}

std::optional<Notification> Listener::receive(seccomp_notif& request) const {
  request = {};
  if (::ioctl(fd_, SECCOMP_IOCTL_NOTIF_RECV, &request) != 0) return std::nullopt;
  Notification notification;
  notification.id = request.id;
  notification.thread = static_cast<pid_t>(request.pid);
  notification.is_32bit =
      request.data.arch == AUDIT_ARCH_I386 || (request.data.nr & k_x32_bit) != 0;
  const auto& arguments = request.data.args;
  if (is_call(request.data, __NR_ptrace, k_ptrace_x32, k_ptrace_32)) {
    const bool is_caller = static_cast<uint32_t>(arguments[0]) == PTRACE_TRACEME;
    notification.to_be_traced = is_caller ? notification.thread : static_cast<pid_t>(arguments[1]);
  } else if (is_call(request.data, __NR_execve, k_execve_x32, k_execve_32)) {
    notification.path = arguments[0];
    notification.arguments = arguments[1];
    notification.environment = arguments[2];
  } else {
    notification.directory = static_cast<int>(arguments[0]);
    notification.path = arguments[1];
    notification.arguments = arguments[2];
    notification.environment = arguments[3];
    notification.empty_path = (arguments[4] & AT_EMPTY_PATH) != 0;
  }
  return notification;
}

bool Listener::is_waiting(uint64_t id) const {
  return ::ioctl(fd_, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
}

bool Listener::give(uint64_t id, int fd, int number) const {
  seccomp_notif_addfd addition{};
  addition.id = id;
  addition.flags = SECCOMP_ADDFD_FLAG_SETFD;
  addition.srcfd = static_cast<uint32_t>(fd);
  addition.newfd = static_cast<uint32_t>(number);
  return ::ioctl(fd_, SECCOMP_IOCTL_NOTIF_ADDFD, &addition) >= 0;
}

void Listener::turn_back(uint64_t id) const {
  seccomp_notif_resp response{};
  response.id = id;
  response.error = -k_restart;
  ::ioctl(fd_, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

void Listener::let_pass(uint64_t id) const {
  seccomp_notif_resp response{};
  response.id = id;
  response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  ::ioctl(fd_, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

} // namespace crossrc::supervise
