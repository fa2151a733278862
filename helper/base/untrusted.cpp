#include "base/untrusted.hpp"

#include "base/error.hpp"
#include "base/printable.hpp"

#include <algorithm>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

namespace fs = std::filesystem;

namespace crossrc {
namespace {

Fd open_beneath(const Directory& directory, const fs::path& name) {
  open_how how{};
  how.flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  return Fd(
      static_cast<int>(::syscall(SYS_openat2, directory.fd(), name.c_str(), &how, sizeof how)));
}

std::string read_at_most(int fd, off_t offset, size_t limit) {
  std::string content(limit, '\0');
  size_t length = 0;
  while (length < limit) {
    const ssize_t count =
        ::pread(fd, content.data() + length, limit - length, offset + static_cast<off_t>(length));
    if (count == 0 || (count < 0 && errno != EINTR)) break;
    if (count > 0) length += static_cast<size_t>(count);
  }
  content.resize(length);
  return content;
}

} // namespace

std::optional<std::string> read_untrusted(const fs::path& directory, const fs::path& name,
                                          size_t limit, Part part) {
  try {
    return read_untrusted(Directory(directory), name, limit, part);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::optional<std::string> read_untrusted(const Directory& directory, const fs::path& name,
                                          size_t limit, Part part) {
  const Fd fd = open_beneath(directory, name);
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  const off_t beyond = std::max(off_t{0}, info.st_size - static_cast<off_t>(limit));
  limit = std::min(limit, static_cast<size_t>(info.st_size));
  return read_at_most(fd.get(), part == Part::tail ? beyond : 0, limit);
}

std::string harmless(std::string_view text, size_t limit) {
  std::string result = printable(beginning(text, limit));
  std::replace_if(
      result.begin(), result.end(), [](char c) { return c == '\n' || c == '\t'; }, '?');
  if (text.size() > limit) result += "...";
  return result;
}

} // namespace crossrc
