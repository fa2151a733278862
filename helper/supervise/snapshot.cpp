#include "supervise/snapshot.hpp"

#include "base/fd.hpp"
#include "base/text.hpp"
#include "supervise/remote.hpp"

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <set>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::supervise {
namespace {

constexpr unsigned k_memory_devices = 1; // /dev/null, zero, random: nothing there to lose

bool is_output(const OpenFile& file) {
  return file.number == STDOUT_FILENO || file.number == STDERR_FILENO;
}

/// Asked of the open file itself: another open(2) of the same pipe would not know that it once had
/// a writer.
bool is_hung_up(pid_t process, int number) {
  const Fd handle(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
  const Fd file(static_cast<int>(::syscall(SYS_pidfd_getfd, handle.get(), number, 0)));
  pollfd state{file.get(), POLLIN, 0};
  return file && ::poll(&state, 1, 0) == 1 && state.revents == POLLHUP;
}

std::optional<OpenFile> look_at(pid_t process, int number) {
  OpenFile file;
  file.number = number;
  struct stat info {};
  const auto details = read_proc_file(process, fmt::format("fdinfo/{}", number));
  if (!details || ::stat(fmt::format("/proc/{}/fd/{}", process, number).c_str(), &info) != 0) {
    return std::nullopt;
  }
  file.device = info.st_dev;
  file.inode = info.st_ino;
  file.mode = info.st_mode;
  file.special = info.st_rdev;
  file.size = info.st_size;
  file.position = static_cast<off_t>(field_of(*details, "pos"));
  file.flags = static_cast<int>(field_of(*details, "flags", 8));
  file.is_exhausted = S_ISFIFO(file.mode) && file.is_readable() && is_hung_up(process, number);
  return file;
}

std::optional<std::vector<OpenFile>> files_of(pid_t process) {
  std::vector<OpenFile> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(fmt::format("/proc/{}/fd", process), error)) {
    auto file = look_at(process, std::stoi(entry.path().filename().string()));
    if (!file) return std::nullopt;
    files.push_back(*file);
  }
  if (error) return std::nullopt;
  std::ranges::sort(files, {}, &OpenFile::number);
  return files;
}

/// What a program can only leave behind: user and groups, root directory, namespaces.
std::string standing_of(pid_t process, std::string_view status) {
  std::string standing = read_proc_link(process, "root").native() + '\n';
  for (const std::string_view line : split(status, '\n')) {
    if (line.starts_with("Uid:") || line.starts_with("Gid:") || line.starts_with("Groups:")) {
      standing.append(line) += '\n';
    }
  }
  for (const char* name :
       {"ns/user", "ns/mnt", "ns/net", "ns/ipc", "ns/uts", "ns/pid_for_children"}) {
    standing += read_proc_link(process, name).native() + '\n';
  }
  return standing;
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

bool same_file(const OpenFile& one, const OpenFile& other) {
  return one.device == other.device && one.inode == other.inode && one.flags == other.flags;
}

bool shares_memory(pid_t process) {
  const auto maps = read_proc_file(process, "maps");
  if (!maps) return true;
  for (const std::string_view line : split(*maps, '\n')) {
    const auto parts = words(line);
    if (parts.size() < 6 || parts[1].size() < 4 || parts[1][1] != 'w' || parts[1][3] != 's')
      continue;
    if (!parts[5].starts_with("/dev/zero") && !parts[5].starts_with("/memfd:")) return true;
  }
  return false;
}

/// The program's descriptors then and now, side by side.
struct Comparison {
  const Snapshot& start;
  const Snapshot& now;

  [[nodiscard]] const OpenFile* current(const OpenFile& file) const {
    const auto found = std::ranges::find(now.files, file.number, &OpenFile::number);
    return found == now.files.end() ? nullptr : &*found;
  }
  [[nodiscard]] const OpenFile* original(const OpenFile& file) const {
    const auto found = std::ranges::find(start.files, file.number, &OpenFile::number);
    return found == start.files.end() ? nullptr : &*found;
  }
};

std::string why_files_differ(const Comparison& both) {
  for (const OpenFile& file : both.start.files) {
    const OpenFile* now = both.current(file);
    if (now == nullptr || !same_file(file, *now)) {
      return fmt::format("it had closed or replaced its descriptor {}", file.number);
    }
  }
  for (const OpenFile& file : both.now.files) {
    if (both.original(file) == nullptr && S_ISSOCK(file.mode)) return "it had opened a socket";
  }
  return "";
}

/// What recv(2) takes is counted nowhere. A socket that the whole build has is read by nobody.
bool has_socket(const Snapshot& start, const Surroundings& surroundings) {
  return std::ranges::any_of(start.files, [&](const OpenFile& file) {
    return S_ISSOCK(file.mode) && !file.is_plumbing && !surroundings.has(file);
  });
}

bool has_output_stream(const Comparison& both, const Surroundings& surroundings) {
  return std::ranges::any_of(both.start.files, [&](const OpenFile& file) {
    return file.is_stream() && file.is_writable() && !surroundings.has_log(file);
  });
}

/// Bytes written to regular files that the descriptors still tell of. The log is none of them: it
/// grows by what others write. Nor is an inherited file where there is a stream too, since what
/// went into the stream may, by chance, be as much as others added to the file.
uint64_t accounted_output(const Comparison& both, const Surroundings& surroundings) {
  const bool only_own = has_output_stream(both, surroundings);
  uint64_t sum = 0;
  std::set<std::pair<dev_t, ino_t>> seen; // stdout and stderr are often one file
  for (const OpenFile& file : both.now.files) {
    if (!file.is_regular() || !file.is_writable() || surroundings.has_log(file)) continue;
    if (!seen.insert({file.device, file.inode}).second) continue;
    const OpenFile* original = both.original(file);
    if (original == nullptr) {
      // What was appended would be there twice: it cannot be accounted for.
      if ((file.flags & O_APPEND) == 0) sum += static_cast<uint64_t>(file.position);
    } else if (!only_own) {
      const off_t grown = (file.flags & O_APPEND) != 0 ? file.size - original->size
                                                       : file.position - original->position;
      sum += static_cast<uint64_t>(std::max<off_t>(grown, 0));
    }
  }
  return sum;
}

std::string why_output_counts(const Comparison& both, uint64_t written,
                              const Surroundings& surroundings) {
  const uint64_t accounted = accounted_output(both, surroundings);
  if (written == 0 || written == accounted) return "";
  if (has_output_stream(both, surroundings))
    return "it may already have written to a pipe or a terminal";
  // Part of it went to the log. What a file grew by meanwhile may be this program's or another's.
  if (accounted > 0) return "it had already written to a file";
  const bool log_is_open = std::ranges::any_of(both.start.files, [&](const OpenFile& file) {
    return file.is_writable() &&
           (surroundings.has_log(file) || (is_output(file) && file.is_null_device()));
  });
  const bool appends = std::ranges::any_of(both.now.files, [&](const OpenFile& file) {
    return both.original(file) == nullptr && file.is_writable() && (file.flags & O_APPEND) != 0;
  });
  if (written > accounted && log_is_open && !appends) return "";
  return "it had already written to files that cannot be told";
}

std::vector<twin::InheritedFile> files_to_restore(const Comparison& both, bool wrote,
                                                  const Surroundings& surroundings) {
  std::vector<twin::InheritedFile> files = untouched_files(both.start);
  for (twin::InheritedFile& file : files) {
    const auto then = std::ranges::find(both.start.files, file.number, &OpenFile::number);
    const OpenFile* now = both.current(*then);
    if (!then->is_regular() || now == nullptr || surroundings.has_log(*then)) continue;
    // A writable file's offset may be moved by others who share it: only what this program itself
    // wrote is taken back.
    const bool moved = now->position != then->position;
    file.rewind = moved && (wrote || !then->is_writable());
    file.truncate = file.rewind && then->is_writable() && now->size > then->size;
    file.offset = then->position;
    file.size = then->size;
  }
  return files;
}

} // namespace

bool OpenFile::is_null_device() const {
  return S_ISCHR(mode) && major(special) == k_memory_devices;
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
  if (is_plumbing || is_exhausted) return false;
  if (S_ISCHR(mode)) return !is_null_device();
  return S_ISFIFO(mode) || S_ISSOCK(mode);
}

bool Snapshot::has_input_stream() const {
  return std::ranges::any_of(files, [](const OpenFile& file) {
    // A terminal is open for both ways as standard output too; nobody reads from there.
    return file.is_stream() && file.is_readable() && !is_output(file);
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
    return is_output(own) && own.device == file.device && own.inode == file.inode;
  });
}

bool Surroundings::has_plumbing(const OpenFile& file) const {
  return (file.number > STDERR_FILENO || S_ISCHR(file.mode)) && has(file);
}

std::optional<Traffic> traffic_of(pid_t process) {
  const auto io = read_proc_file(process, "io");
  if (!io) return std::nullopt;
  return Traffic{field_of(*io, "rchar"), field_of(*io, "wchar")};
}

std::optional<Snapshot> take_snapshot(pid_t process, const Surroundings& surroundings,
                                      std::string_view makeflags) {
  const auto status = read_proc_file(process, "status");
  const auto traffic = traffic_of(process);
  const auto limits = Limits::of(process);
  auto files = files_of(process);
  Snapshot snapshot;
  snapshot.directory = read_proc_link(process, "cwd");
  if (!status || !traffic || !limits || !files || snapshot.directory.empty()) return std::nullopt;
  snapshot.umask = static_cast<mode_t>(field_of(*status, "Umask", 8));
  snapshot.blocked_signals = field_of(*status, "SigBlk", 16);
  snapshot.ignored_signals = field_of(*status, "SigIgn", 16);
  snapshot.filters = field_of(*status, "Seccomp_filters");
  snapshot.standing = standing_of(process, *status);
  snapshot.limits = *limits;
  snapshot.group = ::getpgid(process);
  snapshot.session = ::getsid(process);
  snapshot.traffic = *traffic;
  snapshot.files = std::move(*files);
  for (OpenFile& file : snapshot.files) file.is_plumbing = surroundings.has_plumbing(file);
  mark_jobserver(snapshot.files, makeflags);
  return snapshot;
}

std::vector<twin::InheritedFile> untouched_files(const Snapshot& start) {
  std::vector<twin::InheritedFile> files;
  for (const OpenFile& file : start.files) files.push_back({file.number, false, false, 0, 0});
  return files;
}

Cleanness check_clean(pid_t process, const Snapshot& start, std::optional<Traffic> at_entry,
                      const Surroundings& surroundings) {
  const auto now = take_snapshot(process, surroundings);
  if (!now) return {"its state cannot be read", {}};
  const Comparison both{start, *now};
  if (now->group != start.group || now->session != start.session) {
    return {"it had left its process group or session", {}};
  }
  if (now->standing != start.standing) {
    return {"it had changed its user, its groups, its root directory or a namespace", {}};
  }
  if (now->filters != start.filters) return {"it has a seccomp filter of its own", {}};
  if (std::string reason = why_files_differ(both); !reason.empty()) return {reason, {}};
  if (shares_memory(process)) return {"it had mapped a file for writing", {}};
  const bool has_read = !at_entry || now->traffic.read != at_entry->read;
  if (has_socket(start, surroundings) || (start.has_input_stream() && has_read)) {
    return {"it may already have read from a pipe, a socket or a terminal", {}};
  }
  const uint64_t written = now->traffic.written - start.traffic.written;
  if (std::string reason = why_output_counts(both, written, surroundings); !reason.empty()) {
    return {reason, {}};
  }
  const bool wrote = written > 0 && written == accounted_output(both, surroundings);
  return {"", files_to_restore(both, wrote, surroundings)};
}

} // namespace crossrc::supervise
