#include "doctor/kernel.hpp"

#include "base/error.hpp"
#include "base/fd.hpp"
#include "base/file.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "supervise/filter.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <grp.h>
#include <linux/seccomp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::doctor {
namespace {

struct User {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
};

/// The one that Portage's userpriv takes, as far as this process can become it.
User phases_user() {
  const bool is_root = ::geteuid() == 0;
  const passwd* entry = is_root ? ::getpwnam("portage") : ::getpwuid(::geteuid());
  if (entry == nullptr) return {std::to_string(::geteuid()), ::geteuid(), ::getegid()};
  return {entry->pw_name, entry->pw_uid, entry->pw_gid};
}

bool become(const User& user) {
  if (user.uid == ::geteuid()) return true;
  if (::setgroups(0, nullptr) != 0 || ::setgid(user.gid) != 0 || ::setuid(user.uid) != 0) {
    return false;
  }
  // A change of user makes a process untraceable until it executes something: the phases have.
  ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  return true;
}

/// What the probe writes to its parent.
struct Answers {
  int listener_error = EPERM;
  int seize_error = EPERM;
  int memory_error = EPERM;
  bool waits_killably = false;
};

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

/// As the hook does it before each phase.
int status_of(const fs::path& helper, const User& user) {
  const std::vector<std::string> words{helper.string(), "--version"};
  const std::vector<char*> arguments = pointers_to(words);
  const pid_t child = ::fork();
  if (child < 0) throw SystemError("fork", helper.string());
  if (child == 0) {
    const int nowhere = ::open("/dev/null", O_RDWR);
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, stream);
    if (become(user)) ::execv(arguments[0], arguments.data());
    ::_exit(126);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return shell_status(status);
}

std::optional<int> yama_scope() {
  const auto text = read_file_if_exists("/proc/sys/kernel/yama/ptrace_scope");
  if (!text) return std::nullopt;
  return std::atoi(text->c_str());
}

} // namespace

Kernel probe_kernel(const fs::path& helper) {
  const User user = phases_user();
  const Answers answers = ask_as(user);
  Kernel kernel;
  kernel.user = user.name;
  kernel.listener_error = answers.listener_error;
  kernel.waits_killably = answers.waits_killably;
  kernel.seize_error = answers.seize_error;
  kernel.memory_error = answers.memory_error;
  kernel.yama = yama_scope();
  if (!helper.empty()) kernel.helper_status = status_of(helper, user);
  return kernel;
}

} // namespace crossrc::doctor
