// Settings in words, for `crossrc explain`.
#pragma once

#include "rules/rule.hpp"

#include <string>
#include <vector>

namespace crossrc::rules {

/// One `key: value` for each key that is set, as a rules file could have it.
std::vector<std::string> describe(const Settings& settings);

} // namespace crossrc::rules
