#include "supervise/limits.hpp"

namespace crossrc::supervise {
namespace {

__rlimit_resource resource(size_t number) {
  return static_cast<__rlimit_resource>(number);
}

bool same(const rlimit& one, const rlimit& other) {
  return one.rlim_cur == other.rlim_cur && one.rlim_max == other.rlim_max;
}

} // namespace

std::optional<Limits> Limits::of(pid_t process) {
  Limits limits;
  for (size_t i = 0; i < limits.limits_.size(); ++i) {
    if (::prlimit(process, resource(i), nullptr, &limits.limits_[i]) != 0) return std::nullopt;
  }
  limits.priority_ = ::getpriority(PRIO_PROCESS, static_cast<id_t>(process));
  return limits;
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
