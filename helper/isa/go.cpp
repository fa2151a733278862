#include "isa/go.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace crossrc::isa {
namespace {

const std::vector<std::string> k_levels{"v1", "v2", "v3", "v4"};

Needs needs_of_level(const std::string& compiler, const std::string& level,
                     const Answers::Ask& ask = needs) {
  return ask(compiler, {level == "v1" ? "-march=x86-64" : "-march=x86-64-" + level});
}

/// The highest level up to `most` of which `holds`, which is true of the lowest.
template <typename Holds> std::string highest(const std::string& most, Holds holds) {
  auto level = std::find(k_levels.begin(), k_levels.end(), most);
  if (level == k_levels.end())
    throw InputError(fmt::format("GOAMD64 is \"{}\": expected v1, v2, v3 or v4", most));
  while (level != k_levels.begin() && !holds(*level)) --level;
  return *level;
}

} // namespace

std::string go_level_of_this_cpu(const std::string& compiler, const std::string& most,
                                 const Answers::Ask& ask) {
  return highest(most, [&](const std::string& level) {
    return needs_of_level(compiler, level, ask).lacking.empty();
  });
}

std::string go_level_of(const std::string& compiler, const std::vector<std::string>& enabled) {
  return highest("v4", [&](const std::string& level) {
    const std::vector<std::string> wanted = needs_of_level(compiler, level).enable;
    return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& flag) {
      return std::find(enabled.begin(), enabled.end(), flag) != enabled.end();
    });
  });
}

Needs go_needs(const std::string& compiler, const std::string& level) {
  const std::string runs = go_level_of_this_cpu(compiler, level);
  Needs result;
  result.enable = {"GOAMD64=" + level};
  if (runs == level) return result;
  result.lacking = {"GOAMD64=" + level};
  result.disable = {"GOAMD64=" + runs};
  return result;
}

} // namespace crossrc::isa
