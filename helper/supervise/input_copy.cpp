#include "supervise/input_copy.hpp"

#include "base/fd.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::supervise {
namespace {

constexpr size_t k_largest = 1U << 20U; // bytes
constexpr size_t k_block = 65536;

Fd standard_input_of(pid_t process) {
  const Fd handle(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
  return Fd(static_cast<int>(::syscall(SYS_pidfd_getfd, handle.get(), STDIN_FILENO, 0)));
}

mode_t mode_of(int fd) {
  struct stat info {};
  return ::fstat(fd, &info) == 0 ? info.st_mode : 0;
}

bool put(int fd, const char* bytes, size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(fd, bytes, size);
    if (written <= 0) return false;
    bytes += written;
    size -= static_cast<size_t>(written);
  }
  return true;
}

/// From where its reader will go on; it does not move there.
bool keep_rest(int from, int copy) {
  std::string text(k_largest + 1, '\0');
  const ssize_t size = ::pread(from, text.data(), text.size(), ::lseek(from, 0, SEEK_CUR));
  return size >= 0 && size <= static_cast<ssize_t>(k_largest) &&
         put(copy, text.data(), static_cast<size_t>(size));
}

/// Ends when either end of the way does; then the other notices, as if they were one.
[[noreturn]] void pass_on(int from, int to, int copy, const char* name) {
  ::signal(SIGPIPE, SIG_DFL);
  ::dup2(from, STDIN_FILENO);
  ::dup2(to, STDOUT_FILENO);
  ::dup2(copy, STDERR_FILENO);
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  std::array<char, k_block> block; // NOLINT(cppcoreguidelines-pro-type-member-init)
  size_t all = 0;
  ssize_t size = 0;
  while ((size = ::read(STDIN_FILENO, block.data(), block.size())) > 0) {
    const auto count = static_cast<size_t>(size);
    all += count;
    // First: when the compiler has ended, it is there.
    const bool is_kept = all <= k_largest && put(STDERR_FILENO, block.data(), count);
    if (!is_kept && all - count <= k_largest) {
      ::unlink(name);
      all = k_largest + 1;
    }
    if (!put(STDOUT_FILENO, block.data(), count)) break;
  }
  ::_exit(0);
}

/// Gives the caller a pipe of ours in place of `original`.
bool keep_passing(const Notification& notification, const Listener& listener, const Fd& original,
                  const Fd& file, const fs::path& name) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  const Fd reader(ends[0]);
  const Fd writer(ends[1]);
  if (!listener.give(notification.id, reader.get(), STDIN_FILENO)) return false;
  const pid_t child = ::fork();
  if (child == 0) pass_on(original.get(), writer.get(), file.get(), name.c_str());
  if (child < 0) listener.give(notification.id, original.get(), STDIN_FILENO);
  return child > 0;
}

} // namespace

bool copy_standard_input(const Notification& notification, const Listener& listener,
                         const fs::path& copy) {
  const Fd original = standard_input_of(notification.thread);
  const mode_t mode = original ? mode_of(original.get()) : 0;
  if (!S_ISFIFO(mode) && !S_ISREG(mode)) return false;
  std::error_code error;
  fs::create_directories(copy.parent_path(), error);
  const Fd file(::open(copy.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
  if (!file) return false;
  if (S_ISFIFO(mode)) return keep_passing(notification, listener, original, file, copy);
  const bool is_kept = keep_rest(original.get(), file.get());
  if (!is_kept) ::unlink(copy.c_str());
  return is_kept;
}

} // namespace crossrc::supervise
