// ${T}/environment: what Portage carries from one phase to the next (save-ebuild-env.sh).
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace crossrc::portage {

/// The variables, exported or not, that `text` declares with a value, but for arrays. It is what
/// bash's `declare -p` prints (bash(1), QUOTING), as filter-bash-environment.py leaves it, with
/// anything, such as functions, behind it: that and what is broken off end the reading.
std::map<std::string, std::string> saved_variables(std::string_view text);

} // namespace crossrc::portage
