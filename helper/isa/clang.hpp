#pragma once

#include "isa/needs.hpp"

namespace crossrc::isa {

/// Needs of clang's flags: the features that it gives a function compiled with them, and whether
/// -march=native gives it these too. Flags that clang does not know are passed over: they are for
/// GCC.
Needs clang_needs(const std::vector<std::string>& clang, const std::vector<std::string>& flags);

/// The value of the first attribute "target-features" in LLVM's textual IR: `+avx,-avx2`.
std::vector<std::string> target_features(const std::string& ir);

} // namespace crossrc::isa
