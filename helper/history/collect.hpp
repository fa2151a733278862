// What the unprivileged phases of a build wrote, read by root: hostile input.
#pragma once

#include "history/build.hpp"

#include <filesystem>
#include <optional>
#include <string_view>

namespace crossrc::history {

/// Of twins and of refusals, as many as a build keeps.
inline constexpr size_t k_most_kept = 50;

/// Reads crossrc/counts below `temporary`, the build's T; false where there was no supervision, or
/// where it is not that.
bool read_counts(const std::filesystem::path& temporary, Build& build);

/// Reads crossrc/events, each program once a reason: a configure script may run a thousand
/// conftests.
void read_events(const std::filesystem::path& temporary, Build& build);

/// `text` as a number from 0 to `largest`.
std::optional<int64_t> number_in(std::string_view text, int64_t largest);

} // namespace crossrc::history
