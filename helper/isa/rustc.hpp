#pragma once

#include "isa/needs.hpp"

namespace crossrc::isa {

/// Needs of RUSTFLAGS, each feature as `-Ctarget-feature=+avx2`. rustc has no words for some
/// features that LLVM has and generates code for (fma4); of these, what the -march of the same name
/// turns on in clang or GCC, if they are there.
Needs rustc_needs(const std::vector<std::string>& rustc, const std::vector<std::string>& flags);

/// The value of the last -Ctarget-cpu in RUSTFLAGS; empty without one.
std::string target_cpu(const std::vector<std::string>& flags);

} // namespace crossrc::isa
