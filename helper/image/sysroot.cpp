#include "image/sysroot.hpp"

#include "base/directory.hpp"
#include "base/error.hpp"
#include "base/file.hpp"

#include <algorithm>
#include <array>
#include <dirent.h>
#include <fcntl.h>
#include <functional>
#include <memory>

namespace fs = std::filesystem;

namespace crossrc::image {
namespace {

constexpr size_t k_beginning = 32768; // bytes without a NUL make a text, as for grep -I

bool goes_on(std::string_view rest) {
  constexpr std::string_view k_others = "_./+-";
  const char c = rest.empty() ? '\n' : rest.front();
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         k_others.find(c) != std::string_view::npos;
}

bool is_text(std::string_view content) {
  return content.substr(0, k_beginning).find('\0') == std::string_view::npos;
}

/// In the file itself: it may have other names.
void overwrite(int fd, std::string_view content, const struct stat& info, const fs::path& name) {
  if (::lseek(fd, 0, SEEK_SET) != 0) throw SystemError("lseek", name.string());
  write_all(fd, content, name.string());
  if (::ftruncate(fd, static_cast<off_t>(content.size())) != 0)
    throw SystemError("ftruncate", name.string());
  const std::array<timespec, 2> times{info.st_atim, info.st_mtim};
  if (::futimens(fd, times.data()) != 0) throw SystemError("utimensat", name.string());
}

/// False where there was nothing to take out.
bool strip_file(const Directory& directory, const std::string& file, const std::string& root,
                const fs::path& name) {
  const Fd fd = directory.open(file, O_RDWR | O_NONBLOCK);
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) return false;
  const std::string content = read_all(fd.get(), name.string());
  if (!is_text(content)) return false;
  const std::string stripped = without_sysroot(content, root);
  if (stripped == content) return false;
  overwrite(fd.get(), stripped, info, name);
  return true;
}

using Visit = std::function<void(const Directory&, const std::string& file, const fs::path& name)>;

/// Every file below the directory, which is `name`.
void for_each_file(const Directory& directory, const fs::path& name, const Visit& visit) {
  for (const std::string& entry : directory.names()) {
    const auto info = directory.status(entry);
    if (!info) continue;
    if (S_ISREG(info->st_mode)) visit(directory, entry, name / entry);
    if (S_ISDIR(info->st_mode)) for_each_file(directory.below(entry), name / entry, visit);
  }
}

} // namespace

std::string without_sysroot(std::string_view text, const std::string& root) {
  const std::string word = "--sysroot=" + root;
  std::string result;
  for (size_t at = 0; (at = text.find(word)) != std::string_view::npos;) {
    std::string_view rest = text.substr(at + word.size());
    if (rest.starts_with('/')) rest.remove_prefix(1);
    if (goes_on(rest)) {
      result += text.substr(0, at + word.size());
      text.remove_prefix(at + word.size());
      continue;
    }
    result += text.substr(0, at > 0 && text[at - 1] == ' ' ? at - 1 : at);
    text = rest;
  }
  return result += text;
}

std::vector<fs::path> strip_sysroot(const fs::path& image, const std::string& root) {
  std::vector<fs::path> changed;
  for_each_file(Directory(image), "/",
                [&](const Directory& directory, const std::string& file, const fs::path& name) {
                  if (strip_file(directory, file, root, name)) changed.push_back(name);
                });
  return changed;
}

} // namespace crossrc::image
