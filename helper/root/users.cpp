#include "root/users.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "base/untrusted.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::root {
namespace {

/// A file of /proc, empty where the process is gone or somebody else's.
std::string content_of(const fs::path& file) {
  try {
    return read_file_if_exists(file).value_or("");
  } catch (const SystemError&) {
    return {};
  }
}

bool leads_below(const fs::path& link, const fs::path& directory) {
  std::error_code error;
  const fs::path target = fs::read_symlink(link, error);
  return !error && target.is_absolute() && is_below(target, directory);
}

bool has_open_file(const fs::path& process, const fs::path& directory) {
  std::error_code error;
  for (fs::directory_iterator fd(process / "fd", error), end; !error && fd != end;
       fd.increment(error)) {
    if (leads_below(fd->path(), directory)) return true;
  }
  return false;
}

/// Lines end in the path of what is mapped.
bool has_mapping(const fs::path& process, const fs::path& directory) {
  const std::string maps = content_of(process / "maps");
  return std::ranges::any_of(split(maps, '\n'), [&](std::string_view line) {
    const size_t path = line.find('/');
    return path != std::string_view::npos && is_below(line.substr(path), directory);
  });
}

std::optional<std::string> variable_in(const fs::path& process, std::string_view name) {
  const std::string environment = content_of(process / "environ");
  for (const std::string_view entry : split(environment, '\0')) {
    if (entry.starts_with(name) && entry.substr(name.size()).starts_with('='))
      return std::string(entry.substr(name.size() + 1));
  }
  return std::nullopt;
}

/// Portage itself: emerge, ebuild, or a phase. A shell in which people exported ROOT is none.
bool is_portage(const fs::path& process) {
  if (variable_in(process, "EBUILD_PHASE")) return true;
  const std::string line = content_of(process / "cmdline");
  const auto arguments = split(line, '\0');
  return std::any_of(arguments.begin(), arguments.end(), [](std::string_view argument) {
    const std::string_view name = argument.substr(argument.rfind('/') + 1);
    return name == "emerge" || name == "ebuild" || name.ends_with("-emerge");
  });
}

bool builds_for(const fs::path& process, const fs::path& directory) {
  constexpr std::array<const char*, 3> k_roots{"ROOT", "SYSROOT", "PORTAGE_CONFIGROOT"};
  const auto leads_there = [&](const char* name) {
    const auto value = variable_in(process, name);
    return value && value->starts_with('/') && is_below(*value, directory);
  };
  return std::any_of(k_roots.begin(), k_roots.end(), leads_there) && is_portage(process);
}

std::string reason_to_stay(const fs::path& process, const fs::path& directory) {
  if (leads_below(process / "cwd", directory)) return "its working directory is there";
  if (leads_below(process / "root", directory)) return "its root is there";
  if (leads_below(process / "exe", directory)) return "its program is there";
  if (has_open_file(process, directory)) return "it has a file open there";
  if (has_mapping(process, directory)) return "it has loaded a library from there";
  if (builds_for(process, directory)) return "it builds for that root";
  return {};
}

/// The processes for which there is a reason, but this one.
std::vector<User> find_users(const std::function<std::string(const fs::path& process)>& reason) {
  std::vector<User> users;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    pid_t process = 0;
    const auto [last, problem] = std::from_chars(name.data(), name.data() + name.size(), process);
    if (problem != std::errc() || *last != '\0' || process == ::getpid()) continue;
    const std::string why = reason(entry->path());
    if (why.empty()) continue;
    users.push_back({process, harmless(trim(content_of(entry->path() / "comm")), 64), why});
  }
  std::sort(users.begin(), users.end(),
            [](const User& one, const User& other) { return one.process < other.process; });
  return users;
}

} // namespace

std::vector<User> users_of(const fs::path& directory) {
  return find_users([&](const fs::path& process) { return reason_to_stay(process, directory); });
}

std::vector<User> builders_of(const std::string& category) {
  return find_users([&](const fs::path& process) {
    return variable_in(process, "CATEGORY") == category ? "it builds " + category : std::string();
  });
}

} // namespace crossrc::root
