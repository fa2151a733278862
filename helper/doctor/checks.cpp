#include "doctor/checks.hpp"

namespace crossrc::doctor {

std::vector<Check> all_checks() {
  std::vector<Check> all;
  for (const auto group : {tuple_checks(), toolchain_checks(), root_checks(), repository_checks(),
                           binpkg_checks(), hook_checks(), kernel_checks(), flag_checks()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

} // namespace crossrc::doctor
