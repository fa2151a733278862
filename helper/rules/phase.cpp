#include "rules/phase.hpp"

#include "base/text.hpp"
#include "rules/builder_isa.hpp"
#include "rules/traps.hpp"

#include <algorithm>
#include <array>

namespace crossrc::rules {
namespace {

using Value = std::optional<std::string>;

Value value_in(const Values& values, const std::string& name) {
  const auto found = values.find(name);
  if (found == values.end()) return std::nullopt;
  return found->second;
}

/// Names that Portage keeps out of the saved environment (save-ebuild-env.sh): every process gets
/// its own.
bool is_of_one_process(std::string_view name) {
  static constexpr auto k_names = std::to_array<std::string_view>(
      {"ROOT", "EROOT", "SYSROOT", "ESYSROOT", "BROOT", "PORTAGE_CONFIGROOT", "HOME", "TMP", "TEMP",
       "TMPDIR", "TERM", "COLUMNS", "NOCOLOR", "NO_COLOR", "LD_PRELOAD", "DISPLAY"});
  return std::find(k_names.begin(), k_names.end(), name) != k_names.end() ||
         name.ends_with("_proxy") || name.starts_with("CCACHE_") || name.starts_with("DISTCC_") ||
         name.starts_with("XDG_");
}

/// The roots differ from what Portage has by more than a final slash only if emerge was called with
/// others than the rules have.
bool is_same_directory(const Value& one, const Value& other) {
  const auto bare = [](std::string_view path) {
    return path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
  };
  return one && other && bare(*one) == bare(*other);
}

bool is_between_words(std::string_view before, std::string_view behind) {
  constexpr std::string_view k_separators = " \t\n:,";
  const auto separates = [&](char c) { return k_separators.find(c) != std::string_view::npos; };
  return (before.empty() || separates(before.back())) &&
         (behind.empty() || separates(behind.front()));
}

/// `now` where it has `part` in it as whole words, with `other` in its place.
Value with_other_part(const Value& now, const Value& part, const Value& other) {
  if (!now || !part || part->empty()) return std::nullopt;
  const size_t place = now->find(*part);
  if (place == std::string::npos) return std::nullopt;
  const std::string before = now->substr(0, place);
  const std::string behind = now->substr(place + part->size());
  if (!is_between_words(before, behind)) return std::nullopt;
  return before + other.value_or("") + behind;
}

/// One variable of a plan at one moment.
class Look {
public:
  Look(Carried& variable, const Moment& moment)
      : variable_(variable), now_(value_in(moment.now, variable.name)),
        saved_(value_in(moment.saved, variable.name)) {}

  [[nodiscard]] const Value& now() const { return now_; }

  Value of_one_process() {
    variable_.before.reset();
    const Value value = variable_.edits.empty() ? variable_.result : again();
    return is_same_directory(value, now_) ? now_ : value;
  }

  Value first() {
    variable_.before = now_;
    if (!variable_.edits.empty()) variable_.result = edited(variable_.edits, now_);
    return variable_.result;
  }

  /// What the plan, and the ebuild since, made of it, where somebody else changed it in between.
  Value once_more() {
    if (now_ == saved_) return now_;
    const bool is_the_plans = saved_ == variable_.result;
    const Value before = without_plan();
    const bool is_set_anew = before == now_;
    variable_.before = before;
    if (variable_.edits.empty()) return saved_ ? saved_ : variable_.result;
    const Value value = again();
    if (is_the_plans || is_set_anew) variable_.result = value;
    return value;
  }

  /// The value to take back, or nothing where the variable has become the ebuild's.
  std::optional<Value> back() {
    if (!variable_.before || saved_ != variable_.result) return std::nullopt;
    const Value before = now_ == saved_ ? *variable_.before : without_plan();
    variable_.before.reset();
    return before;
  }

private:
  /// What bashrc, which changed it, would have made of it without the plan.
  [[nodiscard]] Value without_plan() const {
    if (!variable_.before || now_ == *variable_.before) return now_;
    const Value other = with_other_part(now_, saved_, *variable_.before);
    return other ? other : now_;
  }
  [[nodiscard]] Value again() const { return edited_again(variable_.edits, now_); }

  Carried& variable_;
  Value now_;
  Value saved_;
};

void add(const std::string& name, const Value& value, const Value& now,
         std::vector<Assignment>& assignments) {
  if (value != now) assignments.push_back({name, value, {}});
}

/// The flags that were just given, less what this CPU lacks.
void apply_builder_isa(CarriedPlan& plan, const Moment& moment, const std::filesystem::path& cache,
                       std::vector<Assignment>& assignments) {
  if (plan.word("isa") != "builder" || assignments.empty()) return;
  for (const auto& [name, value] :
       flags_of_builder_isa(lookup_in(moment.now, assignments), cache)) {
    const auto given = std::ranges::find(assignments, name, &Assignment::name);
    if (given == assignments.end()) continue;
    for (Carried& variable : plan.variables) {
      if (variable.name == name && variable.result == given->value) variable.result = value;
    }
    given->value = value;
  }
}

} // namespace

std::vector<Assignment> enter_phase(CarriedPlan& plan, std::string_view phase, const Moment& moment,
                                    const std::filesystem::path& cache) {
  if (!plan.lists("phases", phase)) return leave_phases(plan, moment);
  std::vector<Assignment> assignments;
  for (Carried& variable : plan.variables) {
    Look look(variable, moment);
    const Value value = is_of_one_process(variable.name) ? look.of_one_process()
                        : plan.is_applied                ? look.once_more()
                                                         : look.first();
    add(variable.name, value, look.now(), assignments);
  }
  plan.is_applied = true;
  apply_builder_isa(plan, moment, cache, assignments);
  return assignments;
}

std::vector<Assignment> leave_phases(CarriedPlan& plan, const Moment& moment) {
  std::vector<Assignment> assignments;
  if (!plan.is_applied) return assignments;
  std::erase_if(plan.variables, [&](Carried& variable) {
    if (is_of_one_process(variable.name)) return false;
    Look look(variable, moment);
    const auto value = look.back();
    if (value) add(variable.name, *value, look.now(), assignments);
    return !value;
  });
  plan.is_applied = false;
  return assignments;
}

std::vector<std::string> names_to_look_at(const CarriedPlan& plan) {
  std::vector<std::string> names;
  for (const Carried& variable : plan.variables) names.push_back(variable.name);
  for (const std::string& name : names_of_what_may_trap()) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

Lookup lookup_in(const Values& values, const std::vector<Assignment>& assignments) {
  return [&](const std::string& name) {
    const auto found = std::ranges::find(assignments, name, &Assignment::name);
    return found == assignments.end() ? value_in(values, name) : found->value;
  };
}

bool is_watched(const CarriedPlan& plan, std::string_view phase, const Moment& moment,
                const std::vector<Assignment>& assignments, const std::filesystem::path& cache) {
  if (!plan.lists("supervise", phase)) return false;
  if (plan.word("trap") != "auto") return true;
  const Lookup with = lookup_in(moment.now, assignments);
  const Lookup without = [&](const std::string& name) {
    const auto carried = std::ranges::find(plan.variables, name, &Carried::name);
    const bool is_changed = carried != plan.variables.end() && carried->before;
    return is_changed ? *carried->before : with(name);
  };
  return may_trap(with, cache) || may_trap(without, cache);
}

} // namespace crossrc::rules
