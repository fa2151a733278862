// Whether phases can be supervised here.
#include "doctor/checks.hpp"
#include "doctor/remedy.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>

namespace crossrc::doctor {
namespace {

/// What works for this user, if that is who the phases run as.
Finding works(const Facts& facts, const std::string& what) {
  if (facts.is_root) return ok(fmt::format("{}, as user {}", what, facts.kernel.user));
  return unseen(
      fmt::format("{}, as user {}; only root can try it as user portage", what, facts.kernel.user));
}

std::optional<Finding> has_notifications(const Facts& facts) {
  switch (facts.kernel.listener_error) {
  case 0:
  case EBUSY: // there are: the next line's business
    return works(facts, "seccomp notifications are there");
  case EINVAL:
  case ENOSYS:
    return wrong("the kernel lacks seccomp notifications",
                 "boot Linux 5.9 or later with CONFIG_SECCOMP_FILTER=y");
  default:
    return wrong(fmt::format("user {} may not install a seccomp filter: {}", facts.kernel.user,
                             std::strerror(facts.kernel.listener_error)),
                 "run emerge outside of what forbids seccomp(2): a container, a service manager");
  }
}

std::optional<Finding> no_other_listener(const Facts& facts) {
  if (facts.kernel.listener_error == EBUSY) {
    return wrong("another seccomp listener is above this process (EBUSY), and there can be one",
                 "run emerge outside of it: of crossrc run, or of a container with a listener");
  }
  if (facts.kernel.listener_error != 0) return std::nullopt;
  return works(facts, "no other seccomp listener is in the way");
}

std::optional<Finding> waits_killably(const Facts& facts) {
  if (facts.kernel.listener_error != 0) return std::nullopt;
  if (facts.kernel.waits_killably) return works(facts, "WAIT_KILLABLE_RECV is there");
  return wrong("the kernel lacks WAIT_KILLABLE_RECV: a signal disturbs a program that waits for "
               "crossrc",
               "boot Linux 5.19 or later");
}

std::optional<Finding> yama_allows(const Facts& facts) {
  if (!facts.kernel.yama) return ok("there is no Yama");
  if (*facts.kernel.yama < 2) return ok(fmt::format("ptrace_scope is {}", *facts.kernel.yama));
  return wrong(fmt::format("ptrace_scope is {}: programs cannot be traced", *facts.kernel.yama),
               *facts.kernel.yama == 2 ? "sysctl kernel.yama.ptrace_scope=1"
                                       : "set kernel.yama.ptrace_scope=1 in /etc/sysctl.d, boot");
}

std::optional<Finding> ptrace_works(const Facts& facts) {
  const int error =
      facts.kernel.seize_error != 0 ? facts.kernel.seize_error : facts.kernel.memory_error;
  if (error == 0) return works(facts, "ptrace(2) and process_vm_readv(2) work");
  if (facts.kernel.yama.value_or(0) > 1) return std::nullopt; // which is why
  return wrong(fmt::format("user {} may not {} its own processes: {}", facts.kernel.user,
                           facts.kernel.seize_error != 0 ? "trace" : "read the memory of",
                           std::strerror(error)),
               "run emerge outside of what forbids ptrace(2): a container, a service manager");
}

} // namespace

std::span<const Check> kernel_checks() {
  static constexpr auto k_checks = std::to_array<Check>({
      {"seccomp", has_notifications},
      {"listener", no_other_listener},
      {"signals", waits_killably},
      {"yama", yama_allows},
      {"ptrace", ptrace_works},
  });
  return k_checks;
}

} // namespace crossrc::doctor
