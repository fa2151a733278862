#include "supervise/limits.hpp"

#include "base/text.hpp"
#include "supervise/remote.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>

namespace crossrc::supervise {
namespace {

__rlimit_resource resource(size_t number) {
  return static_cast<__rlimit_resource>(number);
}

bool same(const rlimit& one, const rlimit& other) {
  return one.rlim_cur == other.rlim_cur && one.rlim_max == other.rlim_max;
}

/// A number of /proc/PID/limits, or `unlimited`.
rlim_t limit_in(std::string_view word) {
  rlim_t value = RLIM_INFINITY;
  std::from_chars(word.data(), word.data() + word.size(), value);
  return value;
}

} // namespace

std::optional<Limits> Limits::of(pid_t process) {
  Limits limits;
  for (size_t i = 0; i < limits.limits_.size(); ++i) {
    if (::prlimit(process, resource(i), nullptr, &limits.limits_[i]) == 0) continue;
    // Of another user's process they are told to everybody, but there.
    const auto text = errno == EPERM ? read_proc_file(process, "limits") : std::nullopt;
    if (!text || !limits.read(*text)) return std::nullopt;
    break;
  }
  limits.priority_ = ::getpriority(PRIO_PROCESS, static_cast<id_t>(process));
  return limits;
}

/// A heading, then a line for each resource in the order of their numbers: its name in 26 columns,
/// and its limits.
bool Limits::read(std::string_view text) {
  constexpr size_t name_width = 26;
  const auto lines = split(text, '\n');
  if (lines.size() <= limits_.size()) return false;
  for (size_t i = 0; i < limits_.size(); ++i) {
    const std::string_view line = lines[i + 1];
    const auto values = words(line.substr(std::min(name_width, line.size())));
    if (values.size() < 2) return false;
    limits_[i] = {limit_in(values[0]), limit_in(values[1])};
  }
  return true;
}

bool Limits::give_to(pid_t process) const {
  const auto now = of(process);
  if (!now) return false;
  if (now->priority_ != priority_) {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(process), priority_);
  }
  for (size_t i = 0; i < limits_.size(); ++i) {
    if (same(limits_[i], now->limits_[i])) continue;
    if (::prlimit(process, resource(i), &limits_[i], nullptr) != 0) return false;
  }
  return true;
}

} // namespace crossrc::supervise
