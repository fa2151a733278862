#include "rules/traps.hpp"

#include "base/error.hpp"
#include "rules/builder_isa.hpp"

#include <algorithm>

namespace crossrc::rules {

namespace {

bool need_nothing(const Lookup& variables, const std::filesystem::path& cache) {
  try {
    return variables("CFLAGS") && flags_of_builder_isa(variables, cache).empty();
  } catch (const Error&) { // no compiler to ask
    return false;
  }
}

} // namespace

void find_out_traps(Plan& plan, const std::vector<Assignment>& environment, const Lookup& variables,
                    const std::filesystem::path& cache) {
  if (plan.trap() != "auto") return;
  const Lookup changed = [&](const std::string& name) {
    const auto found = std::find_if(environment.begin(), environment.end(),
                                    [&](const Assignment& entry) { return entry.name == name; });
    return found == environment.end() ? variables(name) : found->value;
  };
  plan.cannot_trap = need_nothing(variables, cache) && need_nothing(changed, cache);
}

} // namespace crossrc::rules
