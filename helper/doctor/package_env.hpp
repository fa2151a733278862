// What single packages are built with: etc/portage/package.env and etc/portage/env, see portage(5).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace crossrc::doctor {

/// A variable in one of these files that asks for the CPU of the machine that compiles.
struct OwnCpuSetting {
  std::filesystem::path file;
  std::string variable;
  std::string flag;
};

/// Those of the files below `config_root` that package.env names, and of those that are called like
/// a package. Files that are there and named nowhere have no effect.
std::vector<OwnCpuSetting> find_own_cpu_settings(const std::filesystem::path& config_root);

} // namespace crossrc::doctor
