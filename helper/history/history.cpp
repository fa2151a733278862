#include "history/history.hpp"

#include "base/error.hpp"
#include "base/fd.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>

namespace fs = std::filesystem;

namespace crossrc::history {
namespace {

constexpr mode_t k_public = 0644;

void make_directory(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) throw SystemError("create", directory.string(), error.value());
}

/// A file that only its owner may open: who cannot open it cannot hold it either.
Fd take_lock(const fs::path& path) {
  Fd fd = open_file(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  while (::fcntl(fd.get(), F_OFD_SETLKW, &whole) != 0) {
    if (errno != EINTR) throw SystemError("lock", path.string());
  }
  return fd;
}

/// What was cut short, by a full disk or a reset, must not swallow the next line.
bool ends_in_the_middle(int fd, off_t size) {
  char last = '\n';
  return size > 0 && ::pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

/// The newer half of `text`, from the beginning of a line.
std::string_view newer_half(std::string_view text) {
  const size_t end_of_line = text.find('\n', text.size() / 2);
  return end_of_line == std::string_view::npos ? "" : text.substr(end_of_line + 1);
}

} // namespace

fs::path cache_directory() {
  const char* value = std::getenv("CROSSRC_CACHEDIR");
  return value != nullptr && *value != '\0' ? value : CROSSRC_CACHEDIR;
}

void History::append(const Build& build) const {
  make_directory(directory_);
  const Fd lock = take_lock(directory_ / ".history.lock");
  const Fd fd = open_file(file(), O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, k_public);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) throw SystemError("stat", file().string());
  const std::string start = ends_in_the_middle(fd.get(), info.st_size) ? "\n" : "";
  const std::string line = start + to_json(build) + "\n";
  write_all(fd.get(), line, file().string());
  if (static_cast<size_t>(info.st_size) + line.size() <= largest_) return;
  replace_file(file(), newer_half(read_file(file())), k_public);
}

std::vector<Build> History::read(std::vector<size_t>* damaged) const {
  std::vector<Build> builds;
  const std::string text = read_file_if_exists(file()).value_or("");
  size_t number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    if (line.empty()) continue;
    auto build = from_json(line);
    if (!build) {
      if (damaged != nullptr) damaged->push_back(number);
      continue;
    }
    std::erase_if(builds, [&](const Build& other) { return is_same(other, *build); });
    builds.push_back(*std::move(build));
  }
  return builds;
}

} // namespace crossrc::history
