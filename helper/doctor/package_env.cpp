#include "doctor/package_env.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "isa/own_cpu.hpp"

#include <algorithm>
#include <set>

namespace fs = std::filesystem;

namespace crossrc::doctor {
namespace {

/// A file, or all files below a directory.
std::vector<fs::path> files_at(const fs::path& path) {
  std::error_code error;
  if (fs::is_regular_file(path, error)) return {path};
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(
           path, fs::directory_options::follow_directory_symlink, error)) {
    if (entry.is_regular_file(error)) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::string content_of(const fs::path& file) {
  try {
    return read_file(file);
  } catch (const SystemError&) {
    return {};
  }
}

/// The names that package.env gives packages: all words of a line but the first.
std::set<std::string> named_files(const fs::path& package_env) {
  std::set<std::string> names;
  for (const fs::path& file : files_at(package_env)) {
    const std::string content = content_of(file);
    for (const std::string_view line : split(content, '\n')) {
      const auto parts = words(line.substr(0, line.find('#')));
      if (parts.size() > 1) names.insert(parts.begin() + 1, parts.end());
    }
  }
  return names;
}

/// `CFLAGS="-O2 -march=native"`, as make.conf and bash have it.
void add_settings(const fs::path& file, std::vector<OwnCpuSetting>& settings) {
  const std::string content = content_of(file);
  for (const std::string_view line : split(content, '\n')) {
    std::string_view text = trim(line);
    const size_t equals = text.find('=');
    if (text.starts_with('#') || equals == std::string_view::npos) continue;
    std::string variable(text.substr(0, equals));
    if (variable.starts_with("export ")) variable.erase(0, 7);
    if (variable.ends_with('+')) variable.pop_back();
    std::string value(text.substr(equals + 1));
    std::erase_if(value, [](char c) { return c == '"' || c == '\''; });
    if (!variable.ends_with("FLAGS")) continue;
    const std::string flag = isa::own_cpu_flag(words(value));
    if (!flag.empty()) settings.push_back({file, variable, flag});
  }
}

} // namespace

std::vector<OwnCpuSetting> find_own_cpu_settings(const fs::path& config_root) {
  const fs::path portage = config_root / "etc/portage";
  const std::set<std::string> named = named_files(portage / "package.env");
  std::vector<OwnCpuSetting> settings;
  for (const fs::path& file : files_at(portage / "env")) {
    const std::string name = file.lexically_relative(portage / "env");
    if (named.contains(name) || name.find('/') != std::string::npos) add_settings(file, settings);
  }
  return settings;
}

} // namespace crossrc::doctor
