#include "doctor/kernel.hpp"

#include "base/file.hpp"
#include "doctor/probe.hpp"

#include <cstdlib>

namespace fs = std::filesystem;

namespace crossrc::doctor {
namespace {

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
