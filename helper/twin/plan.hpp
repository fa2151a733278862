#pragma once

#include "twin/progress.hpp"
#include "twin/task.hpp"

#include <filesystem>
#include <map>
#include <vector>

namespace crossrc::twin {

/// A file on its way into a twin: one of the tree as it is, or one that a Plan makes.
struct Part {
  std::filesystem::path file;
  size_t stage = 0; ///< of the plan, counted from 1; 0: it is there

  [[nodiscard]] bool is_twin() const { return stage > 0; }
};

/// What there is to do for one twin, in stages: the tasks of one stage need only what the stages
/// before it have made.
class Plan {
public:
  /// `after`: the last stage that the task needs something of. A task for an output that is
  /// planned already is dropped.
  Part add(Task task, size_t after);
  /// The part that makes `output`, or one with stage 0.
  [[nodiscard]] Part find(const std::filesystem::path& output) const;

  /// Performs everything, `jobs` tasks at a time, and counts them in `progress`, if that is there.
  /// Throws TwinError.
  void perform(unsigned jobs, const std::filesystem::path& log, Progress* progress) const;

private:
  std::vector<std::vector<Task>> stages_;
  std::map<std::filesystem::path, size_t> stage_of_;
};

} // namespace crossrc::twin
