// What Portage does not take of a repos.conf; see portage(5).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::doctor {

struct Refusal {
  std::string message; ///< what Portage says, and of which file
  std::string remedy;  ///< what to write, and where
};

/// What `said`, the output of a Portage command, complains of in `repos_conf`, a file or a
/// directory of files, in Portage's order; and that `repositories`, its PORTAGE_REPOSITORIES, have
/// no main-repo.
std::vector<Refusal> refusals(std::string_view said, std::string_view repositories,
                              const std::filesystem::path& repos_conf);

} // namespace crossrc::doctor
