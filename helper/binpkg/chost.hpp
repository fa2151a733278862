// Setting CHOST in a Packages index.
#pragma once

#include "binpkg/rewrite.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::binpkg {

/// Which CHOST becomes which.
struct ChostChange {
  std::string to;
  std::vector<std::string> from = {}; ///< empty: all of to's architecture, and what has none

  /// The CHOST that takes the place of `before`.
  [[nodiscard]] std::string_view after(std::string_view before) const;
};

struct ChostOptions {
  ChostChange change;
  Compress compress = Compress::if_there;
  bool dry_run = false;
  /// Called with the lock file's path if another process holds the lock.
  std::function<void(const std::filesystem::path&)> on_wait = {};
};

struct ChostSummary {
  size_t packages = 0;
  size_t changed = 0;  ///< packages whose CHOST, their own or the header's, becomes another
  bool header = false; ///< the header's CHOST becomes another
  std::set<std::string, std::less<>> from =
      {}; ///< what stood there before; a CHOST that was missing is ""
  bool written = false;

  /// Notes that `before` becomes another.
  void note_from(std::string_view before) {
    if (!from.contains(before)) from.emplace(before);
  }
};

/// Rewrites the index `packages`, and Packages.gz beside it, in one step under Portage's lock; the
/// binary packages stay as they are. The header's CHOST is changed like a package's. Where nothing
/// is to change nothing is written. Throws InputError with the line where the index is damaged,
/// SystemError, and leaves the index as it was; SystemError with ENOENT where there is none.
ChostSummary set_chost(const std::filesystem::path& packages, const ChostOptions& options);

} // namespace crossrc::binpkg
