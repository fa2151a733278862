// What keeps a text from being read as YAML, in words for the person who wrote it.
#pragma once

#include "rules/document.hpp"

#include <string>
#include <string_view>
#include <yaml-cpp/exceptions.h>

namespace crossrc::rules {

/// Throws DocumentError at the first byte that is no UTF-8, or a control character other than tab
/// and the line ends: yaml-cpp would read past them.
void check_characters(std::string_view text, const std::string& file);

/// yaml-cpp's word on `text`, with its place and with the usual reason, which is an atom that
/// begins with one of YAML's own characters.
DocumentError not_yaml(const YAML::Exception& error, std::string_view text,
                       const std::string& file);

/// yaml-cpp's place, which counts from 0, and columns in bytes: ours counts characters.
Place place_of(const YAML::Mark& mark, std::string_view text, const std::string& file);

/// False for a quoted scalar at `mark` whose quote is never closed: yaml-cpp takes all that follows
/// for its text, without a word.
bool is_closed(const YAML::Mark& mark, std::string_view text);

/// The word at `mark` without its first character: `x` of `*x` and `&x`.
std::string_view name_at(const YAML::Mark& mark, std::string_view text);

} // namespace crossrc::rules
