// A plan on its way through the phases: the words of CROSSRC_PLAN, which Portage's saved
// environment carries (hooks/plan.bash). It was resolved in pkg_setup; what it does to a variable
// is kept as what to do, since the variable may be another one by the time that it is done.
#pragma once

#include "rules/change.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::rules {

/// One variable of a plan.
struct Carried {
  std::string name;
  std::optional<std::string> result; ///< what the plan made of it; nothing: unset
  /// How, where that depends on what there is: only removes and appends. Else `result` it is.
  std::vector<Change> edits;
  /// What it would be without the plan, while `result` is in its place; nothing: unset.
  std::optional<std::optional<std::string>> before;
};

struct CarriedPlan {
  std::vector<std::string> head; ///< the words about other things than variables
  std::vector<Carried> variables;
  bool is_applied = false; ///< the variables have the plan's values

  /// The value of the first word KEY=VALUE of the head; empty without one.
  [[nodiscard]] std::string word(std::string_view key) const;
  /// True if that is a list with `value` in it.
  [[nodiscard]] bool lists(std::string_view key, std::string_view value) const;
};

/// `set=NAME=VALUE` or `unset=NAME`, each followed by its `remove=NAME=GLOB` and
/// `append=NAME=WORDS` in their order and by `was=NAME=VALUE` or `wasnt=NAME`; `applied=1`;
/// anything else is the head's.
CarriedPlan read_carried(const std::vector<std::string>& words);

/// The words of one variable, and of a whole plan, as read_carried() takes them.
std::vector<std::string> words_of(const Carried& variable);
std::vector<std::string> words_of(const CarriedPlan& plan);

/// What `edits` make of `value`, one after the other.
std::optional<std::string> edited(const std::vector<Change>& edits,
                                  std::optional<std::string> value);

/// The same where they may have been made already: what they append goes to the end, once.
std::optional<std::string> edited_again(const std::vector<Change>& edits,
                                        std::optional<std::string> value);

} // namespace crossrc::rules
