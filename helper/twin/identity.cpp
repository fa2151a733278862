#include "twin/identity.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

namespace crossrc::twin {

std::optional<std::string> identity_of(const std::filesystem::path& file) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) return std::nullopt;
  return fmt::format("{:x}-{:x}-{:x}-{:x}.{:x}", info.st_dev, info.st_ino, info.st_size,
                     info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
}

} // namespace crossrc::twin
