// Text that others wrote, made fit for a terminal and for a log.
#pragma once

#include <string>
#include <string_view>

namespace crossrc {

/// How many bytes the character at the start of `text`, which is not empty, has; 0 where that is no
/// UTF-8 (RFC 3629).
size_t length_of_character(std::string_view text);

/// The longest beginning of `text` that has at most `limit` bytes and does not end in a character.
std::string_view beginning(std::string_view text, size_t limit);

/// `text` with `?` for each character that a terminal would obey, or that changes what a reader
/// sees and is not seen itself: control characters other than newline and tab, those of C1
/// (ECMA-48) too, Unicode's format characters (general category Cf, with them all of UAX #9, and
/// the two separators Zl and Zp), and for each byte that is no UTF-8. All else stays as it is.
std::string printable(std::string_view text);

} // namespace crossrc
