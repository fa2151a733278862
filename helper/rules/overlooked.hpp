// What looks as if a build obeyed it, and it does not: for `check`, `explain`, `doctor` and the
// hook.
#pragma once

#include "rules/machines.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace crossrc::rules {

/// The roots as emerge is called with them.
struct Roots {
  std::filesystem::path config_root; ///< PORTAGE_CONFIGROOT
  std::string root = "/";            ///< ROOT
  std::string sysroot = "/";
  std::string builder = "/"; ///< where the builder's own configuration is
};

/// As the variables have them, `otherwise` where they are not set. The builder's is that of the
/// rules, else EPREFIX, else "/".
Roots roots_in(const Lookup& lookup, const std::filesystem::path& config_root, const Rules& rules,
               const std::string& otherwise = "/");

struct Overlooked {
  std::string message;
  std::string remedy; ///< a command
};

/// What is said of it, with the remedy.
std::string text_of(const Overlooked& overlooked);

/// Why packages that are built with these roots get no plan; nothing where they get one. Packages
/// for the builder are none that crossrc has a say in: for them the message is empty.
std::optional<Overlooked> no_plan(const Sources& sources, const Target& target, const Roots& roots);

/// Files of rules that are not read: by their names, by where they are.
std::vector<Overlooked> unread_rules(const Sources& sources, const Roots& roots);

} // namespace crossrc::rules
