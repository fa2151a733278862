#include "supervise/pending.hpp"

#include "supervise/remote.hpp"

#include <array>
#include <csignal>
#include <cstdint>
#include <sys/ptrace.h>

namespace crossrc::supervise {
namespace {

constexpr int k_signals = 64;
constexpr int32_t k_queue = 16; // entries that are looked at

constexpr uint64_t bit(int signal) {
  return uint64_t{1} << static_cast<unsigned>(signal - 1);
}

constexpr uint64_t set_of(auto... signals) {
  return (bit(signals) | ...);
}

/// What a process gets over without a handler, and what belongs to a timer.
constexpr uint64_t k_harmless = set_of(SIGCHLD, SIGURG, SIGWINCH, SIGCONT);
constexpr uint64_t k_stops = set_of(SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU);
constexpr uint64_t k_timers = set_of(SIGALRM, SIGVTALRM, SIGPROF);

/// What PTRACE_PEEKSIGINFO takes (ptrace(2)): glibc and musl have two names for it.
struct Look {
  uint64_t offset;
  uint32_t queue;
  int32_t count;
};

/// The queue of the thread, or of its process, is read without taking anything out of it.
pid_t sender_in(pid_t thread, int signal, uint32_t queue) {
  std::array<siginfo_t, k_queue> infos{};
  Look look{.offset = 0, .queue = queue, .count = k_queue};
  const long count = ::ptrace(PTRACE_PEEKSIGINFO, thread, &look, infos.data());
  for (long i = 0; i < count; ++i) {
    const siginfo_t& info = infos.at(static_cast<size_t>(i));
    if (info.si_signo == signal && info.si_code <= 0) return info.si_pid;
  }
  return 0;
}

} // namespace

std::optional<PendingSignal> pending_signal(pid_t thread) {
  const auto status = read_proc_record(thread, "status");
  if (!status) return std::nullopt;
  const auto set = [&](const char* name) { return field_of(*status, name, 16); };
  const uint64_t caught = set("SigCgt");
  const uint64_t pending = (set("SigPnd") | set("ShdPnd")) & ~set("SigBlk") & ~set("SigIgn") &
                           ~k_stops & ~k_timers & (caught | ~k_harmless);
  for (int signal = 1; signal <= k_signals; ++signal) {
    if ((pending & bit(signal)) == 0) continue;
    const pid_t sender = sender_in(thread, signal, PTRACE_PEEKSIGINFO_SHARED);
    return PendingSignal{signal, (caught & bit(signal)) != 0,
                         sender != 0 ? sender : sender_in(thread, signal, 0)};
  }
  return std::nullopt;
}

bool asks_to_end(int signal) {
  return signal == SIGTERM || signal == SIGINT || signal == SIGHUP || signal == SIGQUIT;
}

} // namespace crossrc::supervise
