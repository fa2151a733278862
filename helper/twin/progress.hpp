#pragma once

#include <atomic>

namespace crossrc::twin {

/// How far a twin has come, for whoever waits for it.
struct Progress {
  std::atomic<unsigned> files = 0; ///< that have to be made; 0: that is being found out
  std::atomic<unsigned> made = 0;  ///< of these
};

} // namespace crossrc::twin
