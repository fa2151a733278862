#include "doctor/profile.hpp"

namespace fs = std::filesystem;

namespace crossrc::doctor {
namespace {

constexpr const char* k_link = "etc/portage/make.profile";

/// Empty where `path` does not exist.
fs::path existing(const fs::path& path) {
  std::error_code error;
  fs::path found = fs::canonical(path, error);
  return error ? fs::path() : found;
}

/// What the link names for those who have its root as /.
fs::path as_seen_inside(const fs::path& link) {
  std::error_code error;
  const fs::path target = fs::read_symlink(link, error);
  return error ? fs::path() : (fs::path("/") / k_link).parent_path() / target;
}

} // namespace

Profile find_profile(const fs::path& target_root, const fs::path& builder_root) {
  Profile profile;
  profile.link = target_root / k_link;
  profile.leads_to = existing(profile.link);
  if (!profile.leads_to.empty()) return profile;
  profile.instead = existing(as_seen_inside(profile.link).lexically_normal());
  if (profile.instead.empty()) profile.instead = existing(builder_root / k_link);
  return profile;
}

} // namespace crossrc::doctor
