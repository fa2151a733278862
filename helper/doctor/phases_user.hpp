// Whom Portage's phases run as.
#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>

namespace crossrc::doctor {

struct User {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
};

/// The one that Portage's userpriv takes, as far as this process can become it.
User phases_user();

/// Becomes that user for good, as traceable as a phase is; false where it cannot.
bool become(const User& user);

/// The exit status of `helper --version` as that user, whom the hook calls it as before each phase;
/// 126 where it cannot be started. Throws SystemError if no process can be made.
int status_of(const std::filesystem::path& helper, const User& user);

} // namespace crossrc::doctor
