// Looking into another process: its memory and its /proc (proc(5)). Everything here can fail at
// any moment, because the process may end; failure is an empty answer, never an error.
#pragma once

#include "base/fd.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <sys/types.h>
#include <vector>

namespace crossrc::supervise {

/// Bytes of `thread`'s memory: as many as there are in one run, up to `size`.
std::string read_memory(pid_t thread, uint64_t address, size_t size);
bool write_memory(pid_t thread, uint64_t address, std::string_view bytes);

/// The NUL-terminated string there, up to `limit` bytes; nothing where it cannot be read.
std::optional<std::string> read_string(pid_t thread, uint64_t address, size_t limit = 4096);

/// The strings of a NULL-terminated array of pointers, as execve takes.
std::optional<std::vector<std::string>> read_string_array(pid_t thread, uint64_t address,
                                                          bool is_32bit);

/// The target of /proc/THREAD/NAME, or empty.
std::filesystem::path read_proc_link(pid_t thread, const std::string& name);

/// The content of /proc/THREAD/NAME; nothing where the process is gone or may not be looked at.
std::optional<std::string> read_proc_file(pid_t thread, const std::string& name);

/// The same of a file that the kernel makes in one piece, as `status` and `io`: with fewer calls.
std::optional<std::string> read_proc_record(pid_t thread, const std::string& name);

/// The NUL-terminated strings of /proc/THREAD/NAME: its `cmdline` or `environ`.
std::optional<std::vector<std::string>> read_proc_strings(pid_t thread, const std::string& name);

/// A handle of the process that `thread` belongs to, for copy_descriptor; none where it is gone.
Fd open_process(pid_t thread);

/// A duplicate of a process' descriptor (pidfd_getfd(2)); none where that is not allowed, as in
/// containers, or there is no such descriptor.
Fd copy_descriptor(const Fd& process, int number);

/// What the process is called (/proc/PID/comm), or empty.
std::string name_of(pid_t process);

/// The process that `thread` belongs to; itself where that cannot be told.
pid_t group_of(pid_t thread);

/// The value of a line `KEY:\tVALUE` or `KEY: VALUE` in a /proc file, in the base given; 0 where
/// there is none.
uint64_t field_of(std::string_view text, std::string_view key, int base = 10);

} // namespace crossrc::supervise
