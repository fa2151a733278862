#include "doctor/checks.hpp"

namespace crossrc::doctor {

std::vector<Check> checks_for(const Facts& facts) {
  if (facts.missing_mount && facts.missing_mount->hides_configuration)
    return {mount_checks().begin(), mount_checks().end()};
  std::vector<Check> all;
  for (const auto group :
       {tuple_checks(), toolchain_checks(), root_checks(), mount_checks(), repository_checks(),
        binpkg_checks(), hook_checks(), kernel_checks(), flag_checks()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

} // namespace crossrc::doctor
