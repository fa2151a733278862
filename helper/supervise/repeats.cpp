#include "supervise/repeats.hpp"

namespace crossrc::supervise {
namespace {

constexpr unsigned k_most = 100;            // who waits for something by executing itself may do so
constexpr size_t k_most_processes = 10'000; // of which nobody tells when they end

} // namespace

void Repeats::count(pid_t process, const std::string& what) {
  if (runs_.size() > k_most_processes) runs_.clear();
  Run& run = runs_[process];
  if (run.what != what) run = {what, 0};
  ++run.times;
}

bool Repeats::is_endless(pid_t process) const {
  const auto run = runs_.find(process);
  return run != runs_.end() && run->second.times > k_most;
}

} // namespace crossrc::supervise
