// From what a failed build shows to the rule that may help.
#pragma once

#include "diagnosis/situation.hpp"
#include "diagnosis/symptom.hpp"
#include "history/build.hpp"

#include <optional>
#include <vector>

namespace crossrc::diagnosis {

/// What to try against `symptom`: the first of the remedies for its kind that is not in effect and
/// with which the package has not failed before. Nothing where there is none left, or where the
/// symptom turns out to be none, as a tool that is there.
std::optional<history::Remedy> find_remedy(const Symptom& symptom, const Situation& situation);

/// The remedies for all `symptoms`, in their order, no two with the same rule, at most three. Where
/// none of them helps, the next method that was not tried.
std::vector<history::Remedy> find_remedies(const std::vector<Symptom>& symptoms,
                                           const Situation& situation);

} // namespace crossrc::diagnosis
