// What a rules file says, in types. Every value keeps its place: errors, `crossrc explain` and the
// build log name it. crossrc.yaml(5) describes each key.
#pragma once

#include "rules/change.hpp"
#include "rules/match.hpp"
#include "rules/method.hpp"
#include "rules/value.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::rules {

/// The ebuild phases in which a plan can apply, in the order in which they run.
inline constexpr std::array<std::string_view, 7> k_phases{
    "setup", "unpack", "prepare", "configure", "compile", "test", "install"};

/// What is done about traps; `auto` is what applies where nothing is said.
inline constexpr std::array<std::string_view, 5> k_traps{"auto", "rerun", "eager", "report", "off"};

/// A package that has to be there, with the place of the key that asks for it.
struct Requirement : Located<portage::Atom> {
  /// Only as far as the package's own dependencies ask for it, too: of the rules that are shipped.
  bool as_declared = false;
};
using Requirements = std::vector<Requirement>;

/// The keys that a rule and `defaults` have in common.
struct Settings {
  Setting<const Method*> method;
  Setting<std::string> trap;                     ///< one of k_traps
  Setting<Requirements> identical;               ///< same versions on the builder and in ROOT
  Setting<Requirements> both;                    ///< installed on the builder and in ROOT
  Setting<std::string> isa;                      ///< builder or target
  Setting<std::string> gcc;                      ///< a version of the compiler
  Setting<std::string> compiler;                 ///< gcc or clang
  Setting<std::vector<std::string_view>> phases; ///< of k_phases, in their order
  Setting<std::string> qt_host_path;
  Setting<std::string> data_dirs; ///< builder or target
  std::vector<Change> env;

  [[nodiscard]] bool empty() const;
  /// Takes over each key that `later` sets. Its changes of variables go behind those here, and so
  /// do its requirements, but for an empty list, which takes back those here.
  void overlay(const Settings& later);
  /// True if anything of `part`, which went into these, is left in them.
  [[nodiscard]] bool have_of(const Settings& part) const;
};

struct Rule {
  Place place;
  std::vector<Match> match; ///< for packages that any of these fits
  Settings settings;
  std::string reason; ///< empty where none is given
};

/// The names of the keys that a rule can have.
const std::vector<std::string_view>& rule_keys();

/// Reads one element of `rules`. Reports everything that is wrong in it; warns of what can have no
/// effect and notes what has none yet.
Rule read_rule(const Node& node, Report& report);

/// Reads `defaults`: a rule without match and reason.
Settings read_defaults(const Node& node, Report& report);

} // namespace crossrc::rules
