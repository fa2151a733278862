// The history of builds: a file of crossrc's own cache to which whoever runs Portage appends, one
// line of JSON a build. The oldest go when it grows too large.
#pragma once

#include "history/build.hpp"

#include <filesystem>
#include <vector>

namespace crossrc::history {

/// Where crossrc keeps what it may lose: the environment's CROSSRC_CACHEDIR, else as built, which
/// is EPREFIX/var/cache/crossrc.
std::filesystem::path cache_directory();

class History {
public:
  static constexpr size_t k_largest = size_t{4} << 20U; ///< in bytes

  explicit History(std::filesystem::path directory, size_t largest = k_largest)
      : directory_(std::move(directory)), largest_(largest) {}

  /// Adds a line, and makes the directory. Takes a lock that only the owner can take, so a build
  /// that is not trusted cannot make it wait. If the file is larger than it may be then, the older
  /// half of the lines goes. Throws SystemError, and leaves whole lines only.
  void append(const Build& build) const;

  /// All builds, oldest first; of those that are the same the last one. Lines that are none are
  /// passed over; their numbers, from 1, go to `damaged`. Throws SystemError where the file is
  /// there and cannot be read.
  std::vector<Build> read(std::vector<size_t>* damaged = nullptr) const;
  [[nodiscard]] std::filesystem::path file() const { return directory_ / "history"; }

private:
  std::filesystem::path directory_;
  size_t largest_;
};

} // namespace crossrc::history
