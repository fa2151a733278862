#include "base/file.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>

namespace fs = std::filesystem;

namespace crossrc {
namespace {

/// Removes a half-made file unless told that it has been moved to its place.
class Unlinker {
public:
  explicit Unlinker(std::string path) : path_(std::move(path)) {}
  Unlinker(const Unlinker&) = delete;
  Unlinker& operator=(const Unlinker&) = delete;
  ~Unlinker() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  void keep() { path_.clear(); }

private:
  std::string path_;
};

/// False for anything that lexically_normal might change.
bool is_normal(std::string_view path) {
  return path.find("//") == std::string_view::npos && path.find("/.") == std::string_view::npos &&
         !path.starts_with('.');
}

bool is_below(std::string_view inner, std::string_view outer) {
  while (outer.size() > 1 && outer.back() == '/') outer.remove_suffix(1);
  if (outer == "/") return inner.starts_with('/');
  return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '/');
}

} // namespace

/// Most of what is read is small: the block grows with what comes.
std::string read_all(int fd, const std::string& name) {
  constexpr size_t first = 4096;
  constexpr size_t largest = 1U << 20U;
  std::string content;
  size_t used = 0;
  for (;;) {
    content.resize(used + std::clamp(used, first, largest));
    const ssize_t count = ::read(fd, content.data() + used, content.size() - used);
    if (count < 0 && errno != EINTR) throw SystemError("read", name);
    if (count == 0) break;
    used += static_cast<size_t>(std::max<ssize_t>(count, 0));
  }
  content.resize(used);
  return content;
}

std::string read_file(const fs::path& path) {
  const Fd fd = open_file(path, O_RDONLY);
  return read_all(fd.get(), path.string());
}

std::optional<std::string> read_file_if_exists(const fs::path& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    throw SystemError("open", path.string());
  }
  return read_all(fd.get(), path.string());
}

Fd open_file(const fs::path& path, int flags, mode_t mode) {
  Fd fd(::open(path.c_str(), flags | O_CLOEXEC, mode));
  if (!fd) throw SystemError("open", path.string());
  return fd;
}

void write_all(int fd, std::string_view data, std::string_view name) {
  while (!data.empty()) {
    const ssize_t count = ::write(fd, data.data(), data.size());
    if (count >= 0) {
      data.remove_prefix(static_cast<size_t>(count));
    } else if (errno != EINTR) {
      throw SystemError("write", name);
    }
  }
}

void replace_file(const fs::path& path, std::string_view content, mode_t mode,
                  const std::optional<Identity>& owner) {
  std::string name = path.string() + ".XXXXXX";
  const Fd fd(::mkostemp(name.data(), O_CLOEXEC));
  if (!fd) throw SystemError("create", name);
  Unlinker unlinker(name);
  write_all(fd.get(), content, name);
  if (owner && ::fchown(fd.get(), owner->user, owner->group) != 0) throw SystemError("chown", name);
  if (::fchmod(fd.get(), mode) != 0) throw SystemError("chmod", name);
  if (::rename(name.c_str(), path.c_str()) != 0) throw SystemError("rename", path.string());
  unlinker.keep();
}

TemporaryDirectory::TemporaryDirectory(const fs::path& parent) {
  std::string name = (parent / "crossrc-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw SystemError("mkdtemp", name);
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

bool is_below(const fs::path& path, const fs::path& directory) {
  // Most paths are normal, and taking one apart to see that costs more than all the rest.
  if (!is_normal(path.native()) || !is_normal(directory.native())) {
    return is_below(std::string_view(path.lexically_normal().native()),
                    directory.lexically_normal().native());
  }
  return is_below(std::string_view(path.native()), directory.native());
}

void append_line(const std::filesystem::path& file, std::string_view line) {
  const Fd fd = open_file(file, O_WRONLY | O_CREAT | O_APPEND, 0644);
  write_all(fd.get(), std::string(line) + '\n', file.native());
}

} // namespace crossrc
