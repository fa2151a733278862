#include "supervise/handoff.hpp"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>

namespace crossrc::supervise {
namespace {

/// A message of one int with room for one descriptor.
struct Message {
  explicit Message(int* error) : part{error, sizeof *error} {
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control;
    header.msg_controllen = sizeof control;
  }

  iovec part;
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr header{};
};

} // namespace

void send_handoff(int socket, const Handoff& handoff) {
  int error = handoff.error;
  Message message(&error);
  if (handoff.descriptor) {
    cmsghdr* item = CMSG_FIRSTHDR(&message.header);
    item->cmsg_level = SOL_SOCKET;
    item->cmsg_type = SCM_RIGHTS;
    item->cmsg_len = CMSG_LEN(sizeof(int));
    const int descriptor = handoff.descriptor.get();
    std::memcpy(CMSG_DATA(item), &descriptor, sizeof descriptor);
  } else {
    message.header.msg_controllen = 0;
  }
  ::sendmsg(socket, &message.header, MSG_NOSIGNAL);
}

Handoff receive_handoff(int socket) {
  Handoff handoff;
  Message message(&handoff.error);
  ssize_t count = 0;
  do {
    count = ::recvmsg(socket, &message.header, MSG_CMSG_CLOEXEC);
  } while (count < 0 && errno == EINTR);
  if (count != sizeof handoff.error) {
    handoff.error = ECONNRESET;
    return handoff;
  }
  const cmsghdr* item = CMSG_FIRSTHDR(&message.header);
  if (item != nullptr && item->cmsg_type == SCM_RIGHTS) {
    int descriptor = -1;
    std::memcpy(&descriptor, CMSG_DATA(item), sizeof descriptor);
    handoff.descriptor.reset(descriptor);
  }
  return handoff;
}

} // namespace crossrc::supervise
