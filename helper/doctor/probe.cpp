#include "doctor/probe.hpp"

#include "base/error.hpp"
#include "base/fd.hpp"
#include "supervise/filter.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <optional>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

namespace crossrc::doctor {
namespace {

/// The errno of installing no filter at all, which must fail: EFAULT, the flags are known, EINVAL,
/// they are not, or that the call is forbidden.
int error_without_filter(unsigned flags) {
  ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER | flags,
            nullptr);
  return errno;
}

/// libseccomp makes none where it cannot make out what the kernel has.
std::optional<supervise::Filter> make_filter() {
  try {
    return supervise::Filter();
  } catch (const SystemError&) {
    return std::nullopt;
  }
}

void try_tracing(Answers& answers) {
  const pid_t child = ::fork();
  if (child == 0) {
    for (;;) ::pause();
  }
  answers.seize_error = ::ptrace(PTRACE_SEIZE, child, nullptr, nullptr) == 0 ? 0 : errno;
  char byte = 0;
  static const char k_same_in_both = 'x';
  const iovec ours{&byte, 1};
  const iovec theirs{const_cast<char*>(&k_same_in_both), 1};
  answers.memory_error = ::process_vm_readv(child, &ours, 1, &theirs, 1, 0) == 1 ? 0 : errno;
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, __WALL);
}

int try_listening(const std::optional<supervise::Filter>& filter) {
  if (!filter) return error_without_filter(0);
  const Fd listener = filter->install();
  return listener ? 0 : errno;
}

[[noreturn]] void probe(const User& user, const std::optional<supervise::Filter>& filter,
                        int to_parent) {
  Answers answers;
  if (become(user)) {
    answers.waits_killably = error_without_filter(SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV) == EFAULT;
    try_tracing(answers);
    answers.listener_error = try_listening(filter);
  }
  const ssize_t written = ::write(to_parent, &answers, sizeof answers);
  ::_exit(written == sizeof answers ? 0 : 1);
}

} // namespace

Answers ask_as(const User& user) {
  const std::optional<supervise::Filter> filter = make_filter();
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw SystemError("pipe", "probe");
  const Fd reader(ends[0]);
  Fd writer(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) throw SystemError("fork", "probe");
  if (child == 0) probe(user, filter, writer.get());
  writer.reset();
  Answers answers;
  Answers received;
  if (::read(reader.get(), &received, sizeof received) == sizeof received) answers = received;
  ::waitpid(child, nullptr, 0);
  return answers;
}

} // namespace crossrc::doctor
