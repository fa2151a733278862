#include "supervise/remote.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <fmt/format.h>
#include <sys/uio.h>
#include <unistd.h>

namespace crossrc::supervise {
namespace {

constexpr size_t k_page = 4096;
constexpr size_t k_strings_limit = 1U << 20U; // more than ARG_MAX lets anybody pass

/// An address in another process, in the form in which uio(3) wants it.
void* pointer_to(uint64_t address) {
  return reinterpret_cast<void*>(address); // NOLINT(performance-no-int-to-ptr)
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
  size_t step = 256; // most strings are short, and a read may not cross into an unmapped page
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
        read_memory(thread, address, std::min<size_t>(64 * width, to_page_end));
    if (block.size() < width) return std::nullopt;
    for (size_t offset = 0; offset + width <= block.size(); offset += width) {
      uint64_t pointer = 0;
      std::memcpy(&pointer, block.data() + offset, width); // little endian: the low bytes
      if (pointer == 0) return strings;
      auto text = read_string(thread, pointer, size_t{128} * 1024); // MAX_ARG_STRLEN
      if (!text || strings.size() >= k_strings_limit) return std::nullopt;
      strings.push_back(std::move(*text));
    }
    address += block.size() / width * width;
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

uint64_t field_of(std::string_view text, std::string_view key, int base) {
  for (const std::string_view line : split(text, '\n')) {
    if (!line.starts_with(key) || line.substr(key.size(), 1) != ":") continue;
    const std::string_view value = trim(line.substr(key.size() + 1));
    uint64_t number = 0;
    std::from_chars(value.data(), value.data() + value.size(), number, base);
    return number;
  }
  return 0;
}

} // namespace crossrc::supervise
