#pragma once

#include "twin/kept_files.hpp"
#include "twin/plan.hpp"
#include "twin/producers.hpp"
#include "twin/scans.hpp"
#include "twin/toolchain.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

namespace crossrc::twin {

/// What all that work on one twin share. Owned by whoever makes the twin.
struct Site {
  const Producers& producers;
  Toolchain& toolchain;
  Scans& scans;
  std::filesystem::path directory;          ///< where twins and their parts go; exists
  std::vector<std::filesystem::path> trees; ///< what the package builds; the rest is the builder's
  std::filesystem::path kept_sources = {};  ///< directory of copies (journal/kept_sources.hpp)
  /// Also what is clean is made again: what headers declare depends on the CPU (layout.hpp).
  bool is_everything_made = false;
  Plan plan = {};
  /// Files that are there once the plan was performed if it should have been everything.
  std::vector<std::filesystem::path> signs_of_mixture = {};

  [[nodiscard]] bool in_tree(const std::filesystem::path& file) const;
};

/// The ways to make a twin's part from `words(attempt)`, without those that are the same.
std::vector<Try> tries_of(const Site& site, const journal::Command& command, auto words) {
  std::vector<Try> tries;
  for (const Attempt attempt : {Attempt::builder, Attempt::recorded, Attempt::explicit_isa}) {
    const auto kept = [&](std::vector<std::string> all) {
      return with_kept_files(std::move(all), command, site.kept_sources);
    };
    Try next{kept(words(attempt)), kept(environment_for(command, attempt))};
    if (std::ranges::find(tries, next) == tries.end()) tries.push_back(std::move(next));
  }
  return tries;
}

} // namespace crossrc::twin
