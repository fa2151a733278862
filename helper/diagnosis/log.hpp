// The build log of a package that failed, as far as it tells why.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crossrc::diagnosis {

struct FailedPhase {
  std::string name;               ///< `compile`; empty where the log does not say it
  std::vector<std::string> lines; ///< what it said, up to Portage's own word on the failure
};

/// The phase with which `log` ends. Terminals' escape sequences and control characters are left
/// out, long lines cut. The log may be cut at its beginning, and hold anything.
FailedPhase failed_phase(std::string_view log);

/// The log as text: what gzip packed (FEATURES=compress-build-logs) unpacked as far as it goes, at
/// most its last `limit` bytes.
std::string unpack_log(std::string_view content, size_t limit);

} // namespace crossrc::diagnosis
