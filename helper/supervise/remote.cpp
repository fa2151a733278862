#include "supervise/remote.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace crossrc::supervise {
namespace {

constexpr size_t k_page = 4096;
constexpr size_t k_strings_limit = 1U << 20U;     // more than ARG_MAX lets anybody pass
constexpr size_t k_longest_string = 128UL * 1024; // MAX_ARG_STRLEN
constexpr size_t k_first_step = 256;              // most strings are short
constexpr size_t k_batch = 128;                   // pointers at once

/// An address in another process, in the form in which uio(3) wants it.
void* pointer_to(uint64_t address) {
  return reinterpret_cast<void*>(address); // NOLINT(performance-no-int-to-ptr)
}

/// Those before the first that is NULL.
std::vector<uint64_t> pointers_in(std::string_view block, size_t width) {
  std::vector<uint64_t> pointers;
  for (size_t offset = 0; offset + width <= block.size(); offset += width) {
    uint64_t pointer = 0;
    std::memcpy(&pointer, block.data() + offset, width); // little endian: the low bytes
    if (pointer == 0) break;
    pointers.push_back(pointer);
  }
  return pointers;
}

/// The first bytes of what is at each of the addresses, in one call; of the last that can be read
/// perhaps fewer, and of those behind it none.
class Beginnings {
public:
  Beginnings(pid_t thread, const std::vector<uint64_t>& addresses)
      : bytes_(addresses.size() * k_first_step, '\0') {
    std::vector<iovec> here;
    std::vector<iovec> there;
    for (const uint64_t address : addresses) {
      const size_t size = std::min(k_first_step, k_page - address % k_page);
      here.push_back({bytes_.data() + here.size() * k_first_step, size});
      there.push_back({pointer_to(address), size});
    }
    const ssize_t count =
        ::process_vm_readv(thread, here.data(), here.size(), there.data(), there.size(), 0);
    left_ = static_cast<size_t>(std::max<ssize_t>(count, 0));
    for (const iovec& part : there) {
      sizes_.push_back(std::min(part.iov_len, left_));
      left_ -= sizes_.back();
    }
  }
  [[nodiscard]] std::string_view of(size_t index) const {
    return std::string_view(bytes_).substr(index * k_first_step, sizes_[index]);
  }

private:
  std::string bytes_;
  std::vector<size_t> sizes_;
  size_t left_ = 0;
};

/// False where one of them cannot be read.
bool append_strings(pid_t thread, const std::vector<uint64_t>& addresses,
                    std::vector<std::string>& strings) {
  if (strings.size() + addresses.size() > k_strings_limit) return false;
  const Beginnings beginnings(thread, addresses);
  strings.reserve(strings.size() + addresses.size());
  for (size_t i = 0; i < addresses.size(); ++i) {
    const std::string_view beginning = beginnings.of(i);
    const size_t end = beginning.find('\0');
    if (end != std::string_view::npos) {
      strings.emplace_back(beginning.substr(0, end));
      continue;
    }
    auto text = read_string(thread, addresses[i], k_longest_string);
    if (!text) return false;
    strings.push_back(std::move(*text));
  }
  return true;
}

std::string proc_path(pid_t thread, const std::string& name) {
  return fmt::format("/proc/{}/{}", thread, name);
}

} // namespace

std::string read_memory(pid_t thread, uint64_t address, size_t size) {
  std::string bytes(size, '\0');
  iovec here{bytes.data(), size};
  iovec there{pointer_to(address), size};
  const ssize_t count = ::process_vm_readv(thread, &here, 1, &there, 1, 0);
  bytes.resize(count < 0 ? 0 : static_cast<size_t>(count));
  return bytes;
}

bool write_memory(pid_t thread, uint64_t address, std::string_view bytes) {
  iovec here{const_cast<char*>(bytes.data()), bytes.size()};
  iovec there{pointer_to(address), bytes.size()};
  return ::process_vm_writev(thread, &here, 1, &there, 1, 0) == static_cast<ssize_t>(bytes.size());
}

std::optional<std::string> read_string(pid_t thread, uint64_t address, size_t limit) {
  std::string text;
  size_t step = k_first_step; // and a read may not cross into an unmapped page
  while (text.size() < limit) {
    const uint64_t from = address + text.size();
    const size_t to_page_end = k_page - from % k_page;
    const std::string block = read_memory(thread, from, std::min(step, to_page_end));
    if (block.empty()) return std::nullopt;
    const size_t end = block.find('\0');
    text.append(block, 0, end);
    if (end != std::string::npos) return text;
    step = k_page;
  }
  return std::nullopt;
}

std::optional<std::vector<std::string>> read_string_array(pid_t thread, uint64_t address,
                                                          bool is_32bit) {
  const size_t width = is_32bit ? 4 : 8;
  std::vector<std::string> strings;
  for (;;) {
    const size_t to_page_end = k_page - address % k_page;
    const std::string block =
        read_memory(thread, address, std::min<size_t>(k_batch * width, to_page_end));
    if (block.size() < width) return std::nullopt;
    const std::vector<uint64_t> pointers = pointers_in(block, width);
    if (!append_strings(thread, pointers, strings)) return std::nullopt;
    if (pointers.size() < block.size() / width) return strings;
    address += pointers.size() * width;
  }
}

std::filesystem::path read_proc_link(pid_t thread, const std::string& name) {
  std::array<char, k_page> target{};
  const ssize_t size = ::readlink(proc_path(thread, name).c_str(), target.data(), target.size());
  if (size < 0) return {};
  return std::string(target.data(), static_cast<size_t>(size));
}

std::optional<std::string> read_proc_file(pid_t thread, const std::string& name) {
  try {
    return read_file(proc_path(thread, name));
  } catch (const Error&) { // the process is gone, or not ours to look at
    return std::nullopt;
  }
}

std::optional<std::string> read_proc_record(pid_t thread, const std::string& name) {
  const Fd file(::open(proc_path(thread, name).c_str(), O_RDONLY | O_CLOEXEC));
  std::string record(k_page, '\0');
  const ssize_t size = file ? ::read(file.get(), record.data(), record.size()) : -1;
  if (size < 0) return std::nullopt;
  if (static_cast<size_t>(size) == record.size()) return read_proc_file(thread, name);
  record.resize(static_cast<size_t>(size));
  return record;
}

std::optional<std::vector<std::string>> read_proc_strings(pid_t thread, const std::string& name) {
  const auto content = read_proc_file(thread, name);
  if (!content) return std::nullopt;
  std::vector<std::string> strings;
  std::string_view rest = *content;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\0'), rest.size());
    strings.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return strings;
}

Fd open_process(pid_t thread) {
  Fd handle(static_cast<int>(::syscall(SYS_pidfd_open, thread, 0)));
  if (!handle) handle.reset(static_cast<int>(::syscall(SYS_pidfd_open, group_of(thread), 0)));
  return handle;
}

Fd copy_descriptor(const Fd& process, int number) {
  return Fd(static_cast<int>(::syscall(SYS_pidfd_getfd, process.get(), number, 0)));
}

std::string name_of(pid_t process) {
  return std::string(trim(read_proc_file(process, "comm").value_or("")));
}

pid_t group_of(pid_t thread) {
  const auto status = read_proc_record(thread, "status");
  return status ? static_cast<pid_t>(field_of(*status, "Tgid")) : thread;
}

uint64_t field_of(std::string_view text, std::string_view key, int base) {
  for (size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    const bool begins_line = at == 0 || text[at - 1] == '\n';
    if (!begins_line || text.substr(at + key.size(), 1) != ":") continue;
    const std::string_view line = text.substr(0, text.find('\n', at));
    const std::string_view value = trim(line.substr(at + key.size() + 1));
    uint64_t number = 0;
    std::from_chars(value.data(), value.data() + value.size(), number, base);
    return number;
  }
  return 0;
}

} // namespace crossrc::supervise
