// A binary package as bytes at places.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <sys/stat.h>

namespace crossrc::binpkg {

/// Bytes that the metadata of one package may have, packed or not: what a few damaged bytes can ask
/// memory for.
constexpr uint64_t k_most_metadata = uint64_t{256} << 20U;

/// Takes bytes, in order.
using Sink = std::function<void(std::string_view)>;

/// An open file that is read at places; the descriptor belongs to the caller. What is wrong with
/// the file is told with the offset.
class Source {
public:
  /// `name` is for messages. Throws SystemError where the file cannot be looked at.
  Source(int fd, std::string name);

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const struct stat& status() const { return status_; }
  [[nodiscard]] uint64_t size() const { return static_cast<uint64_t>(status_.st_size); }

  /// `size` bytes from `offset` on; InputError where the file has less.
  [[nodiscard]] std::string read(uint64_t offset, uint64_t size) const;

  /// The bytes from `begin` to `end`, piece by piece; InputError where the file has less.
  void copy(uint64_t begin, uint64_t end, const Sink& out) const;

  /// Throws the InputError about a byte of the file.
  [[noreturn]] void fail(uint64_t offset, std::string_view message) const;

private:
  void check_range(uint64_t begin, uint64_t end) const;

  int fd_;
  std::string name_;
  struct stat status_ {};
};

} // namespace crossrc::binpkg
