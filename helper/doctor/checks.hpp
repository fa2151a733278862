// The lines of `crossrc doctor`: each a function from the facts to what is to be said of them.
#pragma once

#include "doctor/facts.hpp"
#include "doctor/finding.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace crossrc::doctor {

struct Check {
  std::string_view name; ///< the line's second word
  /// Nothing where it does not apply, or another line already says why it cannot be told.
  std::optional<Finding> (*look)(const Facts& facts);
};

// The groups, a file each.
std::span<const Check> tuple_checks();
std::span<const Check> toolchain_checks();
std::span<const Check> mount_checks();
std::span<const Check> root_checks();
std::span<const Check> repository_checks();
std::span<const Check> binpkg_checks();
std::span<const Check> hook_checks();
std::span<const Check> kernel_checks();
std::span<const Check> flag_checks();

/// All of them, in the order of the lines. Where the target's root is not mounted, and its
/// configuration would be read there, only what says so: all else would be of another directory.
std::vector<Check> checks_for(const Facts& facts);

} // namespace crossrc::doctor
