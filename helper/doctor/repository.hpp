// Ebuild repositories and what state they are in.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::doctor {

/// Where a revision is written. Two can be compared if they come from the same place.
enum class Source {
  git,      ///< the commit that .git/HEAD names
  commit,   ///< the first word of metadata/timestamp.commit
  timestamp ///< metadata/timestamp.chk
};

struct Repository {
  std::string name; ///< profiles/repo_name, else that of the directory
  std::filesystem::path location;
  std::map<Source, std::string> revisions; ///< those that it has
  bool is_crossdevs = false;               ///< nothing is in it but categories cross-<tuple>
};

/// The repository at `location`. Throws SystemError where one of these files cannot be read.
Repository read_repository(const std::filesystem::path& location);

struct Repositories {
  std::vector<Repository> builder;
  std::vector<Repository> target; ///< as the target's repos.conf names them, seen from the builder
  std::vector<Repository> copies; ///< those in the target's root at the same locations
};

/// `builder` and `target` are the two machines' PORTAGE_REPOSITORIES.
Repositories find_repositories(std::string_view builder, std::string_view target,
                               const std::filesystem::path& target_root);

} // namespace crossrc::doctor
