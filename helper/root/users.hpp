// Who uses a root, or builds for it, just now.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace crossrc::root {

struct User {
  pid_t process = 0;
  std::string name;   ///< its command's
  std::string reason; ///< `its working directory is there`
};

/// The processes that have their directory, root, program, a library or an open file below
/// `directory`, and Portage's with ROOT, SYSROOT or PORTAGE_CONFIGROOT there. Of other users' only
/// root sees all.
std::vector<User> users_of(const std::filesystem::path& directory);

/// The processes that build a package of the category `category`, by their environment.
std::vector<User> builders_of(const std::string& category);

} // namespace crossrc::root
