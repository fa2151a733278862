// What a program was started with.
#pragma once

#include "supervise/limits.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace crossrc::supervise {

class SocketWatch;

/// Which file it is, whatever its name.
struct FileId {
  dev_t device = 0;
  ino_t inode = 0;

  /// All zero where there is none.
  static FileId of(const std::filesystem::path& path);
  bool operator==(const FileId&) const = default;
};

/// A descriptor as it is at one moment.
struct OpenFile {
  int number = -1;
  dev_t device = 0;
  ino_t inode = 0;
  mode_t mode = 0;
  dev_t special = 0; ///< which device, where it is one
  int flags = 0;     ///< as open(2) takes them, but for O_CLOEXEC
  off_t position = 0;
  off_t size = 0;
  /// Make's jobserver, Portage's own pipes: came with the build, and the program knows nothing of
  /// it.
  bool is_plumbing = false;
  /// An empty pipe that nobody can write to: make gives one as standard input to its jobs.
  bool is_exhausted = false;
  /// A socket of which it is known that nothing went through it since (supervise/sockets.hpp).
  bool is_untouched = false;

  [[nodiscard]] bool is_output() const; ///< standard output or standard error
  [[nodiscard]] bool is_regular() const;
  [[nodiscard]] bool is_null_device() const;
  [[nodiscard]] bool is_readable() const;
  [[nodiscard]] bool is_writable() const;
  /// What is read from it is gone: a pipe, a socket, a terminal.
  [[nodiscard]] bool is_stream() const;
};

/// Bytes that went through read and write calls (/proc/PID/io, rchar and wchar).
struct Traffic {
  uint64_t read = 0;
  uint64_t written = 0;
};

/// A process' state at one moment. Taken right after its execve it is the state to go back to.
struct Snapshot {
  std::filesystem::path directory;
  FileId directory_file;
  mode_t umask = 022;
  uint64_t blocked_signals = 0;
  uint64_t ignored_signals = 0;
  uint64_t caught_signals = 0;
  pid_t parent = 0;
  pid_t group = 0;
  pid_t session = 0;
  uint64_t filters = 0; ///< of seccomp, ours included
  std::string standing; ///< user, groups and root directory, in one text
  Limits limits;
  Traffic traffic;
  std::vector<OpenFile> files;
  std::shared_ptr<SocketWatch> sockets; ///< null: none are watched

  /// True if something can be read that cannot be read twice: then the traffic at the program's
  /// entry point must be known, to tell its own input from its loader's.
  [[nodiscard]] bool has_input_stream() const;
};

/// What the supervisor itself was started with, which the whole build has open too.
struct Surroundings {
  std::vector<OpenFile> files;

  /// Those of this process.
  static Surroundings of_this_process();
  [[nodiscard]] bool has(const OpenFile& file) const;
  /// True for its standard output and error: the build log, where a line may stand twice.
  [[nodiscard]] bool has_log(const OpenFile& file) const;
  /// True for a descriptor above 2, or a terminal, that came from there.
  [[nodiscard]] bool has_plumbing(const OpenFile& file) const;
};

/// What the process is doing: `in_execve` it waits to make it, and what that will take away,
/// descriptors and signal handlers, does not count. It must have no other threads.
enum class Moment { stopped, in_execve };

/// Nothing where /proc does not tell. `makeflags` is the program's MAKEFLAGS and cargo's, which
/// name the descriptors of a jobserver (make(1), POSIX jobserver).
std::optional<Snapshot> take_snapshot(pid_t process, const Surroundings& surroundings,
                                      std::string_view makeflags = {},
                                      Moment moment = Moment::stopped);
std::optional<Traffic> traffic_of(pid_t process);

} // namespace crossrc::supervise
