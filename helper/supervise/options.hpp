#pragma once

#include "base/identity.hpp"
#include "twin/make.hpp"

#include <chrono>
#include <filesystem>
#include <vector>

namespace crossrc::supervise {

/// What to do about traps (crossrc.yaml(5), trap).
enum class Policy {
  automatic, ///< scan before the first run: twin at once if it must trap, else as `rerun`
  rerun,     ///< only after a trap
  eager,     ///< every program of the tree starts as its twin
  report,    ///< only tell
  off        ///< no supervision
};

struct Options {
  Policy policy = Policy::automatic;
  std::filesystem::path journal; ///< the directory that holds all that is recorded
  Identity master; ///< whose directory that is: as them it is written, and twins are made
  std::filesystem::path helper; ///< this program, for `crossrc rerun`
  twin::Setting twins;          ///< trees as canonical paths
  /// How long a twin may take: a compiler that hangs must not stop the build for good.
  std::chrono::seconds twin_limit{1800};
};

} // namespace crossrc::supervise
