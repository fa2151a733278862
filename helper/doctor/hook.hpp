// The line in the target's bashrc that every build goes through.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace crossrc::doctor {

struct Hook {
  std::filesystem::path
      bashrc;             ///< etc/portage/bashrc of the target, or that of bashrc.d with the line
  bool readable = true;   ///< false: not for this user
  std::vector<int> lines; ///< those that source the hook, from 1
  std::filesystem::path source; ///< what the last of them sources; empty without one
  bool there = false;           ///< it is
  std::vector<int> behind;      ///< lines with commands that come after it
  std::filesystem::path helper; ///< the program that it calls; empty: it names none
};

/// Reads the bashrc of `config_root`. A line counts as the hook's if it sources a `bashrc` that has
/// hook.bash beside it or lies in a directory `crossrc`; it may stand in a file of
/// etc/portage/bashrc.d where bashrc names that directory.
Hook find_hook(const std::filesystem::path& config_root);

} // namespace crossrc::doctor
