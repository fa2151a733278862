#include "supervise/filter.hpp"

#include "base/error.hpp"

#include <array>
#include <cerrno>
#include <linux/seccomp.h>
#include <memory>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace crossrc::supervise {
namespace {

constexpr unsigned k_api_level = 5; // the first with SCMP_ACT_NOTIFY

struct Release {
  void operator()(scmp_filter_ctx context) const { seccomp_release(context); }
};
using Context = std::unique_ptr<void, Release>;

void check(int result, const char* call) {
  if (result < 0) throw SystemError(call, "", -result);
}

Context make_context() {
  // Without this libseccomp asks the kernel what there is, and where seccomp is forbidden fails
  // with EINVAL. Loading the filter tells the true reason.
  check(seccomp_api_set(k_api_level), "seccomp_api_set");
  Context context(seccomp_init(SCMP_ACT_ALLOW));
  if (!context) throw SystemError("seccomp_init", "", ENOMEM);
  check(seccomp_attr_set(context.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ALLOW),
        "seccomp_attr_set");
  // Architectures first: rules added before one do not cover it (seccomp_arch_add(3)).
  for (const uint32_t arch : {uint32_t{SCMP_ARCH_X86}, uint32_t{SCMP_ARCH_X32}}) {
    check(seccomp_arch_add(context.get(), arch), "seccomp_arch_add");
  }
  for (const int call : {SCMP_SYS(execve), SCMP_SYS(execveat)}) {
    check(seccomp_rule_add(context.get(), SCMP_ACT_NOTIFY, call, 0), "seccomp_rule_add");
  }
  // In words, since libseccomp's macros for them are no C++.
  constexpr auto told = std::to_array<uint64_t>({PTRACE_TRACEME, PTRACE_ATTACH, PTRACE_SEIZE});
  const std::array<scmp_arg_cmp, 2> probe = {
      {{0, SCMP_CMP_EQ, PTRACE_CONT, 0}, {1, SCMP_CMP_EQ, 0, 0}}};
  for (const uint64_t request : told) {
    const scmp_arg_cmp is_it = {0, SCMP_CMP_EQ, request, 0};
    check(seccomp_rule_add_array(context.get(), SCMP_ACT_NOTIFY, SCMP_SYS(ptrace), 1, &is_it),
          "seccomp_rule_add");
  }
  check(seccomp_rule_add_array(context.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(ptrace),
                               probe.size(), probe.data()),
        "seccomp_rule_add");
  return context;
}

} // namespace

Filter::Filter() {
  const Context context = make_context();
  const Fd memory(::memfd_create("filter", MFD_CLOEXEC));
  if (!memory) throw SystemError("memfd_create", "filter");
  check(seccomp_export_bpf(context.get(), memory.get()), "seccomp_export_bpf");
  const off_t size = ::lseek(memory.get(), 0, SEEK_END);
  program_.resize(static_cast<size_t>(size) / sizeof(sock_filter));
  if (::pread(memory.get(), program_.data(), static_cast<size_t>(size), 0) != size) {
    throw SystemError("read", "filter");
  }
}

Fd Filter::install() const {
  const sock_fprog program{static_cast<unsigned short>(program_.size()),
                           const_cast<sock_filter*>(program_.data())};
  // Before Linux 5.16 a filter turns the mitigations of speculation on, which slow all of a build.
  constexpr unsigned always = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_SPEC_ALLOW;
  const auto load = [&](unsigned flags) {
    return Fd(static_cast<int>(
        ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags | always, &program)));
  };
  // Linux 5.9: what came before lacks something that supervision needs (a notification that lets a
  // call go on is 5.5, pidfd_getfd is 5.6). Closing nothing tells.
  if (::syscall(SYS_close_range, ~0U, ~0U, 0) != 0 && errno == ENOSYS) {
    errno = EINVAL;
    return {};
  }
  // Killable first: without it a caught signal makes the kernel ask again and again.
  for (const unsigned flags : {unsigned{SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV}, 0U}) {
    Fd listener = load(flags);
    if (!listener && errno == EACCES && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) {
      listener = load(flags);
    }
    if (listener || errno != EINVAL) return listener;
  }
  return {};
}

} // namespace crossrc::supervise
