#include "binpkg/source.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <unistd.h>
#include <vector>

namespace crossrc::binpkg {

Source::Source(int fd, std::string name) : fd_(fd), name_(std::move(name)) {
  if (::fstat(fd_, &status_) != 0) throw SystemError("stat", name_);
}

void Source::fail(uint64_t offset, std::string_view message) const {
  throw InputError(fmt::format("{}: byte {}: {}", name_, offset, message));
}

void Source::check_range(uint64_t begin, uint64_t end) const {
  if (end > size() || begin > end)
    fail(size(),
         fmt::format("the file ends here, expected {} bytes from byte {} on", end - begin, begin));
}

std::string Source::read(uint64_t offset, uint64_t size) const {
  check_range(offset, offset + size);
  std::string bytes;
  bytes.reserve(size);
  copy(offset, offset + size, [&](std::string_view piece) { bytes += piece; });
  return bytes;
}

void Source::copy(uint64_t begin, uint64_t end, const Sink& out) const {
  check_range(begin, end);
  std::vector<char> buffer(std::min<uint64_t>(end - begin, 256U << 10U));
  while (begin < end) {
    const size_t wanted = std::min<uint64_t>(buffer.size(), end - begin);
    const ssize_t count = ::pread(fd_, buffer.data(), wanted, static_cast<off_t>(begin));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw SystemError("read", name_);
    if (count == 0) fail(begin, "the file became shorter while it was read");
    out({buffer.data(), static_cast<size_t>(count)});
    begin += static_cast<uint64_t>(count);
  }
}

} // namespace crossrc::binpkg
