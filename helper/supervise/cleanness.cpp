#include "supervise/cleanness.hpp"

#include "base/text.hpp"
#include "supervise/remote.hpp"
#include "supervise/sockets.hpp"

#include <algorithm>
#include <fcntl.h>
#include <fmt/format.h>
#include <set>
#include <sys/stat.h>

namespace fs = std::filesystem;

namespace crossrc::supervise {
namespace {

bool same_file(const OpenFile& one, const OpenFile& other) {
  return one.device == other.device && one.inode == other.inode && one.flags == other.flags;
}

/// A line of /proc/PID/maps, of a file that others see written.
bool is_shared_file(std::string_view line) {
  const auto parts = words(line);
  if (parts.size() < 6 || parts[1].size() < 4 || parts[1][1] != 'w' || parts[1][3] != 's')
    return false;
  return !parts[5].starts_with("/dev/zero") && !parts[5].starts_with("/memfd:");
}

bool shares_memory(pid_t process) {
  const auto maps = read_proc_file(process, "maps");
  return !maps || std::ranges::any_of(split(*maps, '\n'), is_shared_file);
}

/// Those of its parent are the ones that it was started in: to ask at every start would cost more
/// than all the rest.
std::string namespaces_of(pid_t process) {
  std::string names;
  for (const char* name :
       {"ns/user", "ns/mnt", "ns/net", "ns/ipc", "ns/uts", "ns/pid_for_children"}) {
    names += read_proc_link(process, name).native() + '\n';
  }
  return names;
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

/// What it would lose in an execve. It was given none that is so.
bool is_close_on_exec(pid_t process, const OpenFile& file) {
  const auto details = read_proc_file(process, fmt::format("fdinfo/{}", file.number));
  return !details || (field_of(*details, "flags", 8) & O_CLOEXEC) != 0;
}

std::vector<int> files_to_keep(pid_t process, const Snapshot& start) {
  std::vector<int> marked;
  for (const OpenFile& file : start.files)
    if (is_close_on_exec(process, file)) marked.push_back(file.number);
  return marked;
}

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
bool has_used_socket(const Snapshot& start, const Surroundings& surroundings) {
  return std::ranges::any_of(start.files, [&](const OpenFile& file) {
    return S_ISSOCK(file.mode) && !file.is_plumbing && !file.is_untouched &&
           !surroundings.has(file);
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
           (surroundings.has_log(file) || (file.is_output() && file.is_null_device()));
  });
  const bool appends = std::ranges::any_of(both.now.files, [&](const OpenFile& file) {
    return both.original(file) == nullptr && file.is_writable() && (file.flags & O_APPEND) != 0;
  });
  if (written > accounted && log_is_open && !appends) return "";
  return "it had already written to files that cannot be told";
}

std::vector<twin::InheritedFile> files_to_restore(const Comparison& both, bool wrote,
                                                  const Surroundings& surroundings) {
  std::vector<twin::InheritedFile> files = untouched(both.start).files;
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

/// Where to go back to: empty where it never left, nothing where that is not there any more.
std::optional<fs::path> directory_to_restore(pid_t process, const Comparison& both) {
  if (both.now.directory_file == both.start.directory_file) return fs::path();
  const std::string as_seen =
      fmt::format("/proc/{}/root{}", process, both.start.directory.native());
  if (FileId::of(as_seen) != both.start.directory_file) return std::nullopt;
  return both.start.directory;
}

} // namespace

Cleanness untouched(const Snapshot& start) {
  Cleanness clean;
  for (const OpenFile& file : start.files) clean.files.push_back({.number = file.number});
  return clean;
}

Cleanness check_clean(pid_t process, const Snapshot& as_started, std::optional<Traffic> at_entry,
                      const Surroundings& surroundings) {
  const Snapshot start = with_untouched_sockets(process, as_started);
  const auto now = take_snapshot(process, surroundings);
  if (!now) return {.reason = "its state cannot be read"};
  const Comparison both{start, *now};
  if (now->group != start.group || now->session != start.session) {
    return {.reason = "it had left its process group or session"};
  }
  if (now->standing != start.standing || namespaces_of(process) != namespaces_of(now->parent)) {
    return {.reason = "it had changed its user, its groups, its root directory or a namespace"};
  }
  if (now->filters != start.filters) return {.reason = "it has a seccomp filter of its own"};
  if (std::string reason = why_files_differ(both); !reason.empty()) return {.reason = reason};
  auto directory = directory_to_restore(process, both);
  if (!directory) return {.reason = "the directory that it was started in is gone"};
  if (shares_memory(process)) return {.reason = "it had mapped a file for writing"};
  const bool has_read = !at_entry || now->traffic.read != at_entry->read;
  if (has_used_socket(start, surroundings) || (start.has_input_stream() && has_read)) {
    return {.reason = "it may already have read from a pipe, a socket or a terminal"};
  }
  const uint64_t written = now->traffic.written - start.traffic.written;
  if (std::string reason = why_output_counts(both, written, surroundings); !reason.empty()) {
    return {.reason = reason};
  }
  const bool wrote = written > 0 && written == accounted_output(both, surroundings);
  return {.directory = std::move(*directory),
          .caught_signals = now->caught_signals,
          .files = files_to_restore(both, wrote, surroundings),
          .kept = files_to_keep(process, start)};
}

} // namespace crossrc::supervise
