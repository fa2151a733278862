// What becomes of a plan's variables where a phase begins and where it ends. In between Portage
// carries them as they are; bashrc, which is read in every phase, may set them anew each time, and
// the ebuild may change them. What bashrc made of a variable the plan changes again; what the
// ebuild made of it stays.
#pragma once

#include "rules/carried.hpp"
#include "rules/environment.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::rules {

using Values = std::map<std::string, std::string>;

/// The variables at the hook, and what the phase started from: those of the saved environment, and
/// within a phase those at the last look. What differs is the doing of bashrc, or of Portage, which
/// exports some variables to every phase.
struct Moment {
  Values now;
  Values saved;
};

/// The hook is reached, or a function of the user's that comes before the phase's own has run:
/// gives the variables of the plan where `phase` is one of its phases, takes them back where it is
/// not. What the compilers say of flags for `isa: builder` is kept in `cache`. Throws InputError
/// where one refuses them.
std::vector<Assignment> enter_phase(CarriedPlan& plan, std::string_view phase, const Moment& moment,
                                    const std::filesystem::path& cache = {});

/// The listed phases have come to an end: what would be there without the plan. A variable that the
/// ebuild has changed since is the ebuild's: it stays, and leaves the plan.
std::vector<Assignment> leave_phases(CarriedPlan& plan, const Moment& moment);

/// The variables that a Moment has to have for `plan`, and for phase_may_trap().
std::vector<std::string> names_to_look_at(const CarriedPlan& plan);

/// `values` as a Lookup, with what `assignments` make of them. Both must outlive it.
Lookup lookup_in(const Values& values, const std::vector<Assignment>& assignments);

/// True where programs of `phase` may trap and are to be watched, as far as the plan's `supervise`
/// and `trap` words say so: with the policy `auto` by what the variables are now, with and without
/// the plan (traps.hpp). In doubt they may.
bool is_watched(const CarriedPlan& plan, std::string_view phase, const Moment& moment,
                const std::vector<Assignment>& assignments,
                const std::filesystem::path& cache = {});

} // namespace crossrc::rules
