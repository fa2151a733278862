// What each compiler says of the target's flags, for `crossrc isa`.
#pragma once

#include "isa/needs.hpp"
#include "rules/machines.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crossrc::rules {

/// The compilers that can be asked.
inline const std::vector<std::string> k_compilers{"gcc", "clang", "rustc", "go"};

struct Answer {
  std::string compiler; ///< of k_compilers
  std::string command;  ///< how it is called; empty for go, which is not
  std::string flags;    ///< what it was asked about
  isa::Needs needs;
};

struct Survey {
  std::vector<Answer> answers;
  std::vector<std::string> problems; ///< why others gave none
  /// CPU_FLAGS_X86: the target's, what of it the builder lacks, the same with a minus; and the
  /// builder's. Empty without a C compiler.
  isa::Needs cpu_flags;
  std::vector<std::string> builder_cpu_flags;
};

/// Asks `compilers`. `variables` are the target's. Where CFLAGS are all that is known of it,
/// RUSTFLAGS and GOAMD64 that are not set count as those for the same CPU (`by_cflags`).
Survey survey(const Lookup& variables, const std::vector<std::string>& compilers, bool by_cflags);

} // namespace crossrc::rules
