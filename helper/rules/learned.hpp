// crossrc.d/90-learned.yaml: rules that crossrc itself writes down, into a file that people edit.
#pragma once

#include <filesystem>
#include <string>

namespace crossrc::rules {

enum class Addition {
  made,
  present ///< a rule that matches and sets the same is there already
};

/// Where the learned rules of a config root are.
std::filesystem::path learned_file(const std::filesystem::path& config_root);

/// Adds `rule`, one YAML element of `rules`, behind all that is in `file`, in one step: whoever
/// reads it sees all of it or nothing new, and comments, mode, owner and a link in its place stay.
/// `write` false: only finds out. Throws InputError, and changes nothing, where the file is not
/// valid or does not end in the list of its rules, and SystemError.
Addition add_rule(const std::filesystem::path& file, const std::string& rule, bool write = true);

} // namespace crossrc::rules
