// What the kernel lets a supervisor do here.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace crossrc::doctor {

/// Tried out in a process that is thrown away, by the user that the phases run as.
struct Kernel {
  std::string user;                 ///< who tried; `portage` only if whoever asks is root
  int listener_error = 0;           ///< errno of becoming a listener (seccomp_unotify(2)); 0: done
  bool waits_killably = false;      ///< SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
  int seize_error = 0;              ///< errno of PTRACE_SEIZE of a process of its own
  int memory_error = 0;             ///< errno of process_vm_readv(2) of it
  std::optional<int> yama;          ///< kernel.yama.ptrace_scope; nothing: no Yama
  std::optional<int> helper_status; ///< of `helper --version`; nothing without a helper
};

/// `helper` is the program that the hook calls, or empty. Throws SystemError where no process can
/// be made for it.
Kernel probe_kernel(const std::filesystem::path& helper);

} // namespace crossrc::doctor
