// What Portage's configuration says, for the commands that run outside of a build.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace crossrc::portage {

/// The variables in `NAME='value'` lines with values quoted as Python's shlex.quote does it; lines
/// of another form (warnings between them) are skipped.
std::map<std::string, std::string> parse_assignments(std::string_view text);

/// The settings of one config root as `portageq envvar` tells them (lib/portage/package/ebuild/
/// config.py reads profile and make.conf). Asked once, at the first use: it takes a second.
class Settings {
public:
  explicit Settings(std::filesystem::path config_root) : config_root_(std::move(config_root)) {}

  /// Nothing where Portage has no such variable, or there is no Portage to ask.
  std::optional<std::string> get(const std::string& name);

  /// Why nothing is known, or empty: not asked yet, or answered.
  [[nodiscard]] const std::string& problem() const { return problem_; }

  /// All that Portage printed when it was asked, its complaints among it; empty: not asked yet.
  [[nodiscard]] const std::string& said() const { return said_; }

private:
  void ask();

  std::filesystem::path config_root_;
  std::optional<std::map<std::string, std::string>> variables_;
  std::string problem_;
  std::string said_;
};

} // namespace crossrc::portage
