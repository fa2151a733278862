// Small things one does to text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crossrc {

/// The parts of `text` between separators; empty parts are kept, so n separators give n + 1 parts.
std::vector<std::string_view> split(std::string_view text, char separator);

/// The words of `text`: runs without white space.
std::vector<std::string> words(std::string_view text);

/// `parts` with `separator` between them.
std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// `text` without white space at either end.
std::string_view trim(std::string_view text);

/// fnmatch(3) without flags: `*`, `?` and `[...]`, each matching `/` too.
bool glob_matches(const std::string& pattern, const std::string& text);

/// The one of `candidates` that was probably meant by `name`, or empty: for "did you mean".
std::string_view nearest(std::string_view name, const std::vector<std::string_view>& candidates);

} // namespace crossrc
