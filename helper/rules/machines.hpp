// The two machines of a build: what the rules files say of them, and what can be found out.
#pragma once

#include "rules/load.hpp"

#include <functional>
#include <optional>
#include <string>

namespace crossrc::rules {

/// A variable as the build would see it without crossrc; nothing: unset, or not known.
using Lookup = std::function<std::optional<std::string>(const std::string& name)>;

/// Looks into the environment of this process.
std::optional<std::string> process_variable(const std::string& name);

struct Builder {
  std::string chost; ///< empty: not known
  std::string root;
  std::string cflags;
  std::string cxxflags;
  std::string ldflags;
  std::string cache = {}; ///< where what its compilers say is kept; empty: nowhere
  /// What answers for it whatever a build sets for the target; empty: its own pkg-config.
  std::string pkg_config = {};
};

struct Target {
  std::string chost; ///< empty: not known
  std::string root;  ///< empty: not known
};

/// The builder's tuple is the rules files', else that of `gcc -dumpmachine`, with PATH from
/// `lookup`.
Builder find_builder(const BuilderKeys& keys, const Lookup& lookup);

/// The target's tuple is the rules files', else CHOST; its root is the rules files', else ROOT
/// where that is not "/", else /usr/<tuple>.
Target find_target(const TargetKeys& keys, const Lookup& lookup);

/// `path` with links resolved as far as it exists, normal, without a slash at the end; "/" for an
/// empty one. Two spellings of one directory come out equal.
std::string normal_root(const std::string& path);

} // namespace crossrc::rules
