#include "root/mounts.hpp"

#include "base/file.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <sys/stat.h>

namespace fs = std::filesystem;

namespace crossrc::root {
namespace {

bool is_octal(char c) {
  return c >= '0' && c <= '7';
}

/// ID PARENT MAJOR:MINOR ROOT POINT OPTIONS [FIELD...] - TYPE SOURCE OPTIONS
std::optional<Mount> parse_mount(std::string_view line) {
  const auto fields = words(line);
  const auto dash = std::find(fields.begin(), fields.end(), "-");
  if (fields.size() < 6 || fields.end() - dash < 3) return std::nullopt;
  return Mount{unescaped(fields[4]), fields[2], unescaped(fields[3]), unescaped(*(dash + 2))};
}

} // namespace

std::string unescaped(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '\\' && i + 3 < text.size() && is_octal(text[i + 1]) &&
                           is_octal(text[i + 2]) && is_octal(text[i + 3]);
    if (!is_escape) {
      result += text[i];
      continue;
    }
    result +=
        static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
    i += 3;
  }
  return result;
}

std::vector<Mount> parse_mounts(std::string_view mountinfo) {
  std::vector<Mount> result;
  for (const std::string_view line : split(mountinfo, '\n')) {
    if (auto mount = parse_mount(line)) result.push_back(*std::move(mount));
  }
  return result;
}

std::vector<Mount> mounts() {
  return parse_mounts(read_file("/proc/self/mountinfo"));
}

std::optional<Mount> mount_at(const fs::path& directory) {
  std::error_code error;
  const fs::path place = fs::canonical(directory, error);
  if (error) return std::nullopt;
  const auto all = mounts();
  const auto found = std::find_if(all.rbegin(), all.rend(),
                                  [&](const Mount& mount) { return mount.point == place; });
  return found == all.rend() ? std::nullopt : std::optional(*found);
}

bool is_same_directory(const fs::path& one, const fs::path& other) {
  struct stat first {};
  struct stat second {};
  return ::stat(one.c_str(), &first) == 0 && ::stat(other.c_str(), &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

} // namespace crossrc::root
