#include "image/sysroot.hpp"

#include "base/directory.hpp"
#include "base/error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

/// Takes the option out of a text that comes piece by piece.
class Filter {
public:
  explicit Filter(const std::string& root) : word_("--sysroot=" + root) {}

  /// What of the text is decided with `piece`; all of the rest where that is the last.
  std::string take(std::string_view piece, bool is_last) {
    rest_ += piece;
    std::string result;
    std::string_view text = rest_;
    for (size_t at = 0; (at = text.find(word_)) != std::string_view::npos;) {
      std::string_view rest = text.substr(at + word_.size());
      if (!is_last && rest.size() < k_behind) break;
      if (rest.starts_with('/')) rest.remove_prefix(1);
      if (goes_on(rest)) {
        result += text.substr(0, at + word_.size());
        text.remove_prefix(at + word_.size());
        continue;
      }
      result += text.substr(0, at > 0 && text[at - 1] == ' ' ? at - 1 : at);
      text = rest;
    }
    const size_t kept = is_last ? 0 : std::min(text.size(), word_.size() + k_behind);
    result += text.substr(0, text.size() - kept);
    rest_ = std::string(text.substr(text.size() - kept));
    return result;
  }

private:
  static constexpr size_t k_behind = 2; // the slash, and what shows whether the path goes on

  std::string word_;
  std::string rest_; ///< what may be the beginning of the option
};

/// The bytes of a file in order, piece by piece.
class Reader {
public:
  Reader(int fd, const fs::path& name) : fd_(fd), name_(name) {}

  /// Empty at the end. Good until the next call.
  std::string_view next() {
    ssize_t count = 0;
    do {
      count = ::pread(fd_, buffer_.data(), buffer_.size(), offset_);
    } while (count < 0 && errno == EINTR);
    if (count < 0) throw SystemError("read", name_.string());
    offset_ += count;
    return {buffer_.data(), static_cast<size_t>(count)};
  }

private:
  int fd_;
  const fs::path& name_;
  off_t offset_ = 0;
  std::vector<char> buffer_ = std::vector<char>(k_beginning);
};

/// False where it is none, by its beginning, or the option is not in it.
bool is_text_with_sysroot(int fd, const std::string& root, const fs::path& name) {
  Reader reader(fd, name);
  Filter filter(root);
  std::string_view piece = reader.next();
  if (piece.find('\0') != std::string_view::npos) return false;
  uint64_t before = 0;
  uint64_t after = 0;
  for (; !piece.empty(); piece = reader.next()) {
    before += piece.size();
    after += filter.take(piece, false).size();
  }
  return after + filter.take({}, true).size() != before;
}

void write_at(int fd, std::string_view content, off_t& offset, const fs::path& name) {
  while (!content.empty()) {
    const ssize_t count = ::pwrite(fd, content.data(), content.size(), offset);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw SystemError("write", name.string());
    offset += count;
    content.remove_prefix(static_cast<size_t>(count));
  }
}

/// In the file itself: it may have other names. What is written is never ahead of what was read.
void rewrite(int fd, const std::string& root, const struct stat& info, const fs::path& name) {
  Reader reader(fd, name);
  Filter filter(root);
  off_t end = 0;
  for (std::string_view piece = reader.next(); !piece.empty(); piece = reader.next())
    write_at(fd, filter.take(piece, false), end, name);
  write_at(fd, filter.take({}, true), end, name);
  if (::ftruncate(fd, end) != 0) throw SystemError("ftruncate", name.string());
  const std::array<timespec, 2> times{info.st_atim, info.st_mtim};
  if (::futimens(fd, times.data()) != 0) throw SystemError("utimensat", name.string());
}

/// False where there was nothing to take out.
bool strip_file(const Directory& directory, const std::string& file, const std::string& root,
                const fs::path& name) {
  const Fd fd = directory.open(file, O_RDWR | O_NONBLOCK);
  if (!fd) throw SystemError("open", name.string());
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) return false;
  if (!is_text_with_sysroot(fd.get(), root, name)) return false;
  rewrite(fd.get(), root, info, name);
  return true;
}

/// Goes through an image.
class Walk {
public:
  Walk(std::string root, Stripped& result) : root_(std::move(root)), result_(result) {}

  /// All that is below the directory, which is `name`.
  void below(const Directory& directory, const fs::path& name) {
    for (const std::string& entry : directory.names()) {
      const auto info = directory.status(entry);
      const fs::path path = name / entry;
      if (!info || !(S_ISREG(info->st_mode) || S_ISDIR(info->st_mode))) continue;
      try {
        if (S_ISDIR(info->st_mode))
          below(directory.below(entry), path);
        else if (strip_file(directory, entry, root_, path))
          result_.changed.push_back(path);
      } catch (const Error& error) {
        result_.failed.push_back({path, error.what()});
      }
    }
  }

private:
  std::string root_;
  Stripped& result_;
};

} // namespace

std::string without_sysroot(std::string_view text, const std::string& root) {
  return Filter(root).take(text, true);
}

Stripped strip_sysroot(const fs::path& image, const std::string& root) {
  Stripped result;
  Walk(root, result).below(Directory(image), "/");
  return result;
}

} // namespace crossrc::image
