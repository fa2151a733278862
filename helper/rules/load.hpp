// The rules files of one config root, in their order of precedence.
#pragma once

#include "rules/rule.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace crossrc::rules {

/// Key `builder`: the machine that compiles. What is not given is detected (machines.hpp).
struct BuilderKeys {
  Setting<std::string> chost;
  Setting<std::string> root;
  Setting<std::string> cflags;
  Setting<std::string> cxxflags;
  Setting<std::string> ldflags;
};

/// Key `target`: the machine that the packages are for.
struct TargetKeys {
  Setting<std::string> chost;
  Setting<std::string> root;
};

/// All that the files come to: of `builder`, `target` and `defaults` later files win key by key,
/// their rules stand one behind the other.
struct Rules {
  BuilderKeys builder;
  TargetKeys target;
  Settings defaults;
  std::vector<Rule> rules;
};

/// Where rules come from, in rising precedence.
struct Sources {
  std::vector<std::filesystem::path> shipped; ///< DATADIR/rules.d/*.yaml
  std::vector<std::filesystem::path> user;    ///< etc/portage/crossrc.yaml, crossrc.d/*.yaml
  std::vector<std::filesystem::path> unread;  ///< beside these: rules, by a name that is not read
};

/// The files that exist, those of each directory in the order of their names' bytes. Throws
/// SystemError for a directory that exists and cannot be read.
Sources find_sources(const std::filesystem::path& data_directory,
                     const std::filesystem::path& config_root);

/// Where the shipped files are: the environment's CROSSRC_DATADIR (for tests, and for running from
/// the source tree), else share/crossrc beside the directory of the program, else as built.
std::filesystem::path data_directory();

/// Where the user's files are: the environment's PORTAGE_CONFIGROOT, else EPREFIX, else "/".
std::filesystem::path config_root();

/// Adds what the file says to `rules`, and what is wrong with it to `report`.
void load_file(const std::filesystem::path& path, Rules& rules, Report& report);

/// The same for a text; `file` is its name in messages.
void load_text(std::string_view text, const std::string& file, Rules& rules, Report& report);

/// All of `sources`: first the shipped ones.
Rules load(const Sources& sources, Report& report);

/// As load(), for those who act upon the rules: throws InputError with every error, one a line, and
/// never gives half-read rules.
Rules load_valid(const Sources& sources);

} // namespace crossrc::rules
