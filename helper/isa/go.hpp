// GOAMD64: v1 to v4 are the levels x86-64-v1 to x86-64-v4 of the psABI, which the C compilers know
// as values of -march.
#pragma once

#include "isa/answers.hpp"

namespace crossrc::isa {

/// The highest level, up to `most`, that this CPU runs. Throws InputError for what is no level, and
/// where `compiler`, a GCC or clang, does not know them. `ask` is how it is asked.
std::string go_level_of_this_cpu(const std::string& compiler, const std::string& most = "v4",
                                 const Answers::Ask& ask = needs);

/// The highest level whose instruction sets are all among `enabled`, which is what `compiler` says
/// of some flags (Needs::enable).
std::string go_level_of(const std::string& compiler, const std::vector<std::string>& enabled);

/// Needs of GOAMD64=`level`, as assignments of it.
Needs go_needs(const std::string& compiler, const std::string& level);

} // namespace crossrc::isa
