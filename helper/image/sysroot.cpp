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

/// What is changed in a text. With what it takes there, no text becomes longer.
struct Edit {
  std::string word;
  std::string replacement;
  bool is_option = false; ///< a slash behind it goes too, and the space before it
};

Edit without_option(const std::string& root) {
  return {"--sysroot=" + root, "", true};
}

/// Changes a text that comes piece by piece.
class Filter {
public:
  explicit Filter(const Edit& edit) : edit_(edit) {}

  /// What of the text is decided with `piece`; all of the rest where that is the last.
  std::string take(std::string_view piece, bool is_last) {
    rest_ += piece;
    std::string result;
    std::string_view text = rest_;
    for (size_t at = 0; (at = text.find(edit_.word)) != std::string_view::npos;) {
      std::string_view rest = text.substr(at + edit_.word.size());
      if (!is_last && rest.size() < k_behind) break;
      if (edit_.is_option && rest.starts_with('/')) rest.remove_prefix(1);
      if (goes_on(rest)) {
        result += text.substr(0, at + edit_.word.size());
        text.remove_prefix(at + edit_.word.size());
        continue;
      }
      const bool takes_space = edit_.is_option && at > 0 && text[at - 1] == ' ';
      result += text.substr(0, takes_space ? at - 1 : at);
      result += edit_.replacement;
      has_changed_ = true;
      text = rest;
    }
    const size_t kept = is_last ? 0 : std::min(text.size(), edit_.word.size() + k_behind);
    result += text.substr(0, text.size() - kept);
    rest_ = std::string(text.substr(text.size() - kept));
    return result;
  }

  [[nodiscard]] bool has_changed() const { return has_changed_; }

private:
  static constexpr size_t k_behind = 2; // the slash, and what shows whether the path goes on

  const Edit& edit_;
  std::string rest_; ///< what may be the beginning of the word
  bool has_changed_ = false;
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

bool has_what_changes(int fd, const Edit& edit, const fs::path& name) {
  Reader reader(fd, name);
  Filter filter(edit);
  for (std::string_view piece = reader.next(); !piece.empty(); piece = reader.next())
    filter.take(piece, false);
  filter.take({}, true);
  return filter.has_changed();
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
void rewrite(int fd, const Edit& edit, const struct stat& info, const fs::path& name) {
  Reader reader(fd, name);
  Filter filter(edit);
  off_t end = 0;
  for (std::string_view piece = reader.next(); !piece.empty(); piece = reader.next())
    write_at(fd, filter.take(piece, false), end, name);
  write_at(fd, filter.take({}, true), end, name);
  if (::ftruncate(fd, end) != 0) throw SystemError("ftruncate", name.string());
  const std::array<timespec, 2> times{info.st_atim, info.st_mtim};
  if (::futimens(fd, times.data()) != 0) throw SystemError("utimensat", name.string());
}

bool change_open_file(int fd, const Edit& edit, const struct stat& info, const fs::path& name) {
  if (!has_what_changes(fd, edit, name)) return false;
  rewrite(fd, edit, info, name);
  return true;
}

/// False where it is no text, by its beginning, or has none of `words`.
bool is_text_with(int fd, const std::string& words, const fs::path& name) {
  Reader reader(fd, name);
  std::string_view piece = reader.next();
  if (piece.find('\0') != std::string_view::npos) return false;
  for (std::string text; !piece.empty(); piece = reader.next()) {
    text += piece;
    if (text.find(words) != std::string::npos) return true;
    text.erase(0, text.size() - std::min(text.size(), words.size()));
  }
  return false;
}

/// What all edits of an image have in common, so that most files are read once.
struct Edits {
  std::string common;
  std::vector<Edit> all;
};

/// False where there was nothing to change.
bool change_file(const Directory& directory, const std::string& file, const Edits& edits,
                 const fs::path& name) {
  const Fd fd = directory.open(file, O_RDWR | O_NONBLOCK);
  if (!fd) throw SystemError("open", name.string());
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) return false;
  if (!is_text_with(fd.get(), edits.common, name)) return false;
  return std::count_if(edits.all.begin(), edits.all.end(), [&](const Edit& edit) {
           return change_open_file(fd.get(), edit, info, name);
         }) > 0;
}

/// Goes through an image.
class Walk {
public:
  Walk(const Edits& edits, Stripped& result) : edits_(edits), result_(result) {}

  /// All that is below the directory, which is `name`.
  void below(const Directory& directory, const fs::path& name) {
    for (const std::string& entry : directory.names()) {
      const auto info = directory.status(entry);
      const fs::path path = name / entry;
      if (!info || !(S_ISREG(info->st_mode) || S_ISDIR(info->st_mode))) continue;
      try {
        if (S_ISDIR(info->st_mode))
          below(directory.below(entry), path);
        else if (change_file(directory, entry, edits_, path))
          result_.changed.push_back(path);
      } catch (const Error& error) {
        result_.failed.push_back({path, error.what()});
      }
    }
  }

private:
  const Edits& edits_;
  Stripped& result_;
};

Stripped change(const fs::path& image, const Edits& edits) {
  Stripped result;
  Walk(edits, result).below(Directory(image), "/");
  return result;
}

} // namespace

std::string without_sysroot(std::string_view text, const std::string& root) {
  return Filter(without_option(root)).take(text, true);
}

Stripped strip_sysroot(const fs::path& image, const std::string& root) {
  const Edit edit = without_option(root);
  return change(image, {edit.word, {edit}});
}

Stripped rename_programs(const fs::path& image, const std::string& directory,
                         const std::map<std::string, std::string>& places) {
  Edits edits{directory + "/", {}};
  for (const auto& [name, place] : places) {
    const std::string path = edits.common + name;
    if (place.size() <= path.size()) edits.all.push_back({path, place});
  }
  return change(image, edits);
}

} // namespace crossrc::image
