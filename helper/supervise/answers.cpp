#include "supervise/answers.hpp"

#include <algorithm>

namespace crossrc::supervise {

const TwinAnswer* Answers::find(const std::string& identity) const {
  const auto found = known_.find(identity);
  return found == known_.end() || !found->second.still_holds() ? nullptr : &found->second;
}

void Answers::ask(Question question, const std::string& identity, const twin::Start& start) {
  if (asked_.contains(identity)) return;
  asked_.emplace(identity, TwinJob(question, start, setting_));
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
  std::string identity = entry->first;
  asked_.erase(entry);
  const TwinAnswer& known = known_[identity] = std::move(*answer);
  return Arrival{std::move(identity), known};
}

} // namespace crossrc::supervise
