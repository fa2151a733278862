// What the fuzz targets share.
#pragma once

#include "base/fd.hpp"
#include "base/file.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <sys/mman.h>

namespace crossrc::fuzz {

/// The input as text.
inline std::string_view text(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// The input as an open file, read from its start.
inline Fd file(std::string_view content) {
  Fd fd(::memfd_create("input", MFD_CLOEXEC));
  if (!fd) std::abort();
  write_all(fd.get(), content, "input");
  if (::lseek(fd.get(), 0, SEEK_SET) != 0) std::abort();
  return fd;
}

/// A property that every input must have.
inline void require(bool holds) {
  if (!holds) std::abort();
}

} // namespace crossrc::fuzz
