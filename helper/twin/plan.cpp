#include "twin/plan.hpp"

namespace fs = std::filesystem;

namespace crossrc::twin {

Part Plan::add(Task task, size_t after) {
  const auto [entry, is_new] = stage_of_.try_emplace(task.output, after + 1);
  Part part{task.output, entry->second};
  if (!is_new) return part;
  if (stages_.size() <= after) stages_.resize(after + 1);
  stages_[after].push_back(std::move(task));
  return part;
}

Part Plan::find(const fs::path& output) const {
  const auto entry = stage_of_.find(output);
  return {output, entry == stage_of_.end() ? 0 : entry->second};
}

void Plan::perform(unsigned jobs, const fs::path& log, Progress* progress) const {
  Progress unseen;
  Progress& counts = progress != nullptr ? *progress : unseen;
  counts.made = 0;
  counts.files = static_cast<unsigned>(stage_of_.size());
  for (const std::vector<Task>& stage : stages_) perform_all(stage, jobs, log, counts);
}

} // namespace crossrc::twin
