#include "supervise/snapshot.hpp"

#include "base/fd.hpp"
#include "base/text.hpp"
#include "supervise/remote.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <poll.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::supervise {
namespace {

constexpr unsigned k_memory_devices = 1; // /dev/null, zero, random: nothing there to lose

void describe(const struct stat& info, OpenFile& file) {
  file.device = info.st_dev;
  file.inode = info.st_ino;
  file.mode = info.st_mode;
  file.special = info.st_rdev;
  file.size = info.st_size;
}

/// What only the open file itself tells: another open(2) of the same pipe would not know that it
/// once had a writer.
bool is_hung_up(int fd) {
  pollfd state{fd, POLLIN, 0};
  return ::poll(&state, 1, 0) == 1 && state.revents == POLLHUP;
}

/// A process' descriptors, each looked at through a copy of it, which costs a fraction of what
/// /proc does; but through that where copies are not allowed, as in containers.
class Descriptors {
public:
  explicit Descriptors(pid_t process) : process_(process), handle_(open_process(process)) {}

  [[nodiscard]] std::optional<OpenFile> look_at(int number) const {
    const Fd copy = copy_descriptor(handle_, number);
    return copy ? look_at_copy(copy.get(), number) : look_through_proc(number);
  }

private:
  static std::optional<OpenFile> look_at_copy(int copy, int number) {
    OpenFile file;
    file.number = number;
    struct stat info {};
    const int flags = ::fcntl(copy, F_GETFL);
    if (flags < 0 || ::fstat(copy, &info) != 0) return std::nullopt;
    describe(info, file);
    file.flags = flags & ~O_CLOEXEC;
    file.position = std::max<off_t>(::lseek(copy, 0, SEEK_CUR), 0); // a pipe has none
    file.is_exhausted = S_ISFIFO(file.mode) && file.is_readable() && is_hung_up(copy);
    return file;
  }

  [[nodiscard]] std::optional<OpenFile> look_through_proc(int number) const {
    OpenFile file;
    file.number = number;
    struct stat info {};
    const auto details = read_proc_record(process_, fmt::format("fdinfo/{}", number));
    if (!details || ::stat(fmt::format("/proc/{}/fd/{}", process_, number).c_str(), &info) != 0) {
      return std::nullopt;
    }
    describe(info, file);
    file.position = static_cast<off_t>(field_of(*details, "pos"));
    file.flags = static_cast<int>(field_of(*details, "flags", 8)) & ~O_CLOEXEC;
    return file;
  }

  pid_t process_;
  Fd handle_;
};

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

/// Nothing where /proc does not tell.
std::optional<std::vector<int>> numbers_of_files(pid_t process) {
  const std::string path = fmt::format("/proc/{}/fd", process);
  const std::unique_ptr<DIR, CloseDirectory> directory(::opendir(path.c_str()));
  if (!directory) return std::nullopt;
  std::vector<int> numbers;
  while (const dirent* entry = ::readdir(directory.get())) {
    int number = 0;
    const char* end = entry->d_name + std::strlen(entry->d_name);
    if (std::from_chars(entry->d_name, end, number).ec == std::errc()) numbers.push_back(number);
  }
  std::ranges::sort(numbers);
  return numbers;
}

/// Standard streams are taken for open: where one is not, a rerun is only refused for it.
bool is_closed_by_execve(pid_t process, int number) {
  if (number <= STDERR_FILENO) return false;
  const auto details = read_proc_record(process, fmt::format("fdinfo/{}", number));
  return details && (field_of(*details, "flags", 8) & O_CLOEXEC) != 0;
}

std::optional<std::vector<OpenFile>> files_of(pid_t process, Moment moment = Moment::stopped) {
  const auto numbers = numbers_of_files(process);
  if (!numbers) return std::nullopt;
  const Descriptors descriptors(process);
  std::vector<OpenFile> files;
  for (const int number : *numbers) {
    if (moment == Moment::in_execve && is_closed_by_execve(process, number)) continue;
    auto file = descriptors.look_at(number);
    if (!file) return std::nullopt;
    files.push_back(*file);
  }
  return files;
}

/// What a program can only leave behind: user and groups, root directory.
std::string standing_of(pid_t process, std::string_view status) {
  std::string standing = read_proc_link(process, "root").native() + '\n';
  for (const std::string_view key : {"\nUid:", "\nGid:", "\nGroups:"}) {
    const size_t start = std::min(status.find(key), status.size());
    standing += status.substr(start, status.find('\n', start + 1) - start);
  }
  return standing;
}

/// Other threads would go on changing the process until it is executed.
bool is_alone(pid_t thread, std::string_view status) {
  return field_of(status, "Threads") == 1 &&
         field_of(status, "Tgid") == static_cast<uint64_t>(thread);
}

void mark_jobserver(std::vector<OpenFile>& files, std::string_view makeflags) {
  for (const std::string& word : words(makeflags)) {
    int reader = -1;
    int writer = -1;
    if (std::sscanf(word.c_str(), "--jobserver-auth=%d,%d", &reader, &writer) != 2 &&
        std::sscanf(word.c_str(), "--jobserver-fds=%d,%d", &reader, &writer) != 2) {
      continue;
    }
    for (OpenFile& file : files) {
      if (file.number != reader && file.number != writer) continue;
      file.is_plumbing = file.is_plumbing || S_ISFIFO(file.mode);
    }
  }
}

} // namespace

FileId FileId::of(const fs::path& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? FileId{info.st_dev, info.st_ino} : FileId{};
}

bool OpenFile::is_null_device() const {
  return S_ISCHR(mode) && major(special) == k_memory_devices;
}
bool OpenFile::is_output() const {
  return number == STDOUT_FILENO || number == STDERR_FILENO;
}
bool OpenFile::is_regular() const {
  return S_ISREG(mode);
}
bool OpenFile::is_readable() const {
  return (flags & O_ACCMODE) != O_WRONLY;
}
bool OpenFile::is_writable() const {
  return (flags & O_ACCMODE) != O_RDONLY;
}
bool OpenFile::is_stream() const {
  if (is_plumbing || is_exhausted || is_untouched) return false;
  if (S_ISCHR(mode)) return !is_null_device();
  return S_ISFIFO(mode) || S_ISSOCK(mode);
}

bool Snapshot::has_input_stream() const {
  return std::ranges::any_of(files, [](const OpenFile& file) {
    // A terminal is open for both ways as standard output too; nobody reads from there.
    return file.is_stream() && file.is_readable() && !file.is_output();
  });
}

Surroundings Surroundings::of_this_process() {
  return {files_of(::getpid()).value_or(std::vector<OpenFile>{})};
}

bool Surroundings::has(const OpenFile& file) const {
  return std::ranges::any_of(files, [&](const OpenFile& own) {
    return own.device == file.device && own.inode == file.inode && own.mode == file.mode;
  });
}

bool Surroundings::has_log(const OpenFile& file) const {
  return std::ranges::any_of(files, [&](const OpenFile& own) {
    return own.is_output() && own.device == file.device && own.inode == file.inode;
  });
}

bool Surroundings::has_plumbing(const OpenFile& file) const {
  return (file.number > STDERR_FILENO || S_ISCHR(file.mode)) && has(file);
}

std::optional<Traffic> traffic_of(pid_t process) {
  const auto io = read_proc_record(process, "io");
  if (!io) return std::nullopt;
  return Traffic{field_of(*io, "rchar"), field_of(*io, "wchar")};
}

std::optional<Snapshot> take_snapshot(pid_t process, const Surroundings& surroundings,
                                      std::string_view makeflags, Moment moment) {
  const auto status = read_proc_record(process, "status");
  const auto traffic = traffic_of(process);
  const auto limits = Limits::of(process);
  auto files = files_of(process, moment);
  Snapshot snapshot;
  snapshot.directory = read_proc_link(process, "cwd");
  snapshot.directory_file = FileId::of(fmt::format("/proc/{}/cwd", process));
  if (!status || !traffic || !limits || !files || snapshot.directory.empty()) return std::nullopt;
  if (moment == Moment::in_execve && !is_alone(process, *status)) return std::nullopt;
  snapshot.umask = static_cast<mode_t>(field_of(*status, "Umask", 8));
  snapshot.blocked_signals = field_of(*status, "SigBlk", 16);
  snapshot.ignored_signals = field_of(*status, "SigIgn", 16);
  if (moment == Moment::stopped) snapshot.caught_signals = field_of(*status, "SigCgt", 16);
  snapshot.filters = field_of(*status, "Seccomp_filters");
  snapshot.standing = standing_of(process, *status);
  snapshot.limits = *limits;
  snapshot.parent = static_cast<pid_t>(field_of(*status, "PPid"));
  snapshot.group = ::getpgid(process);
  snapshot.session = ::getsid(process);
  snapshot.traffic = *traffic;
  snapshot.files = std::move(*files);
  for (OpenFile& file : snapshot.files) file.is_plumbing = surroundings.has_plumbing(file);
  mark_jobserver(snapshot.files, makeflags);
  return snapshot;
}

} // namespace crossrc::supervise
