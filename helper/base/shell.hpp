// Values on their way into bash.
#pragma once

#include <string>
#include <string_view>

namespace crossrc {

/// `value` as one word that bash reads back byte for byte: left bare where it is plain, otherwise
/// between single quotes. `value` must hold no NUL byte: a variable cannot either (InputError).
std::string shell_quote(std::string_view value);

/// True for a name that bash accepts as a variable: [A-Za-z_][A-Za-z0-9_]*.
bool is_variable_name(std::string_view name);

} // namespace crossrc
