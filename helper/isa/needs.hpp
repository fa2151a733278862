#pragma once

#include <string>
#include <vector>

namespace crossrc::isa {

/// What flags ask of a CPU, in the flags of the compiler that they are for. All of it is that
/// compiler's word: which instruction sets there are, what a -march stands for, what this CPU has.
struct Needs {
  std::vector<std::string> enable;  ///< what the flags turn on: `-mavx2`
  std::vector<std::string> lacking; ///< of these, what the CPU that runs this process lacks
  std::vector<std::string> disable; ///< flags that turn it off again: `-mno-avx2`; they go last
};

/// Asks `compiler`, a command of one or more words in which the first is called like a driver of
/// GCC, of clang, or rustc. `flags` may be all that it would be called with. Takes three runs of
/// it or so. Throws InputError with the compiler's words where it cannot be run or refuses them.
Needs needs(const std::string& compiler, const std::vector<std::string>& flags);

/// True if what `compiler` makes of `flags` may have instructions that this CPU lacks; true also
/// where the compiler cannot tell.
bool may_trap(const std::string& compiler, const std::vector<std::string>& flags);

} // namespace crossrc::isa
