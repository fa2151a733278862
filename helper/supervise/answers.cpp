#include "supervise/answers.hpp"

#include "supervise/report.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace crossrc::supervise {
namespace {

constexpr int64_t k_longest_wait = 3'600'000; // ms: fits into poll(2)'s int
constexpr std::chrono::seconds k_slow{5};

std::string text_of(const twin::Progress& progress) {
  if (progress.files == 0) return "; what it needs is still being found out";
  return fmt::format("; {} of {} files are made", progress.made.load(), progress.files.load());
}

} // namespace

const TwinAnswer* Answers::find(const std::string& identity) const {
  const auto found = known_.find(identity);
  if (found == known_.end() || found->second.is_passing || !found->second.still_holds()) {
    return nullptr;
  }
  return &found->second;
}

void Answers::ask(Question question, const std::string& identity, const twin::Start& start) {
  if (asked_.contains(identity)) return;
  asked_.emplace(identity, TwinJob(question, start, setting_, master_));
}

Answers::~Answers() {
  for (const auto& [identity, job] : asked_) job.end(); // and then waits for each
}

void Answers::tell_slow() {
  for (auto& [identity, job] : asked_) {
    if (job.age() < k_slow || job.program().empty() || job.is_told()) continue;
    job.tell();
    Report::warn(fmt::format("\"{}\" waits for its twin, which takes longer than {} s{}; it may "
                             "take {} s",
                             job.program().native(), k_slow.count(), text_of(job.progress()),
                             limit_.count()));
  }
}

std::string Answers::progress_of(const std::string& identity) const {
  const auto job = asked_.find(identity);
  return job == asked_.end() ? "" : text_of(job->second.progress());
}

std::vector<int> Answers::descriptors() const {
  std::vector<int> descriptors;
  for (const auto& [identity, job] : asked_) descriptors.push_back(job.descriptor());
  return descriptors;
}

std::optional<Answers::Arrival> Answers::receive(int descriptor) {
  const auto entry = std::ranges::find_if(
      asked_, [&](const auto& asked) { return asked.second.descriptor() == descriptor; });
  if (entry == asked_.end()) return std::nullopt;
  auto answer = entry->second.receive();
  if (!answer) return std::nullopt;
  return arrived(entry, std::move(*answer));
}

int Answers::milliseconds_to_wait() const {
  using namespace std::chrono;
  int least = -1;
  for (const auto& [identity, job] : asked_) {
    const auto left = ceil<milliseconds>(limit_ - job.age()).count();
    const auto wait = static_cast<int>(std::clamp<int64_t>(left, 0, k_longest_wait));
    least = least < 0 ? wait : std::min(least, wait);
  }
  return least;
}

std::optional<Answers::Arrival> Answers::give_up_late() {
  const auto late =
      std::ranges::find_if(asked_, [&](const auto& asked) { return asked.second.age() >= limit_; });
  if (late == asked_.end()) return std::nullopt;
  TwinAnswer answer;
  answer.reason = fmt::format("its compilers took longer than {} s", limit_.count());
  return arrived(late, std::move(answer));
}

Answers::Arrival Answers::arrived(Jobs::iterator job, TwinAnswer answer) {
  std::string identity = job->first;
  asked_.erase(job);
  const TwinAnswer& known = known_[identity] = std::move(answer);
  return {std::move(identity), known};
}

} // namespace crossrc::supervise
