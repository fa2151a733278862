#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crossrc::diagnosis {

/// Looks for `pattern` in `line`: pieces of text that follow one another, whatever their case, with
/// `*` for any text between them and one `%` for text that is wanted: as short as it can be, and of
/// its words the one next to the piece before it, or to the piece behind it if it comes first. The
/// wanted text, empty without a `%`; nothing where the pattern does not fit.
std::optional<std::string> find_pattern(std::string_view pattern, std::string_view line);

} // namespace crossrc::diagnosis
