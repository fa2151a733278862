// What one build of a package came to, as the history keeps it.
#pragma once

#include "history/event.hpp"
#include "portage/package.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::history {

/// A rule that may make a package build that failed: crossrc.yaml(5) has its keys.
struct Remedy {
  std::string kind;     ///< of failure: a word for programs
  std::string evidence; ///< the line that shows it
  std::string advice;   ///< a sentence for people
  std::string rule;     ///< YAML, an element of `rules`; empty: no rule helps

  bool operator==(const Remedy&) const = default;
};

struct Build {
  int64_t began = 0;   ///< seconds since the epoch
  int64_t seconds = 0; ///< that it took
  std::string package; ///< category/name-version
  std::string target;  ///< CHOST
  std::string root;    ///< ROOT
  std::string config_root;
  std::string method;
  std::string trap; ///< the policy
  bool built = true;
  std::string phase; ///< in which it failed, where that is known
  uint64_t ran = 0;
  uint64_t trapped = 0;
  uint64_t rerun = 0;
  std::vector<Event> twins;    ///< that were made
  std::vector<Event> refusals; ///< programs that got their SIGILL
  std::vector<Remedy> remedies;

  bool operator==(const Build&) const = default;
};

/// One line of JSON, without its end.
std::string to_json(const Build& build);

/// Nothing for what is no such line.
std::optional<Build> from_json(std::string_view line);

/// Its package, as far as the name tells.
portage::Package package_of(const Build& build);

/// True if both tell of the same run of emerge: a build that was done and then failed, say, while
/// it was packed.
bool is_same(const Build& one, const Build& other);

} // namespace crossrc::history
