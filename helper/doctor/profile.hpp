// The profile of the target, as the builder's emerge finds it.
#pragma once

#include <filesystem>

namespace crossrc::doctor {

struct Profile {
  std::filesystem::path link;     ///< etc/portage/make.profile, see portage(5)
  std::filesystem::path leads_to; ///< its canonical path; empty: to nothing that is there
  std::filesystem::path instead;  ///< where it could lead to then; empty: not known
};

/// A stage 3 has a link that is right inside of its root only: `instead` is then the same place in
/// /, else the builder's own profile.
Profile find_profile(const std::filesystem::path& target_root,
                     const std::filesystem::path& builder_root);

} // namespace crossrc::doctor
