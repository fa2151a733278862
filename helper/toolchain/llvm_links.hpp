// LLVM's programs under the target's name. One clang compiles for all tuples, by the name that it
// is called by, and Gentoo's ebuilds give it those of the builder's ABIs only: `<tuple>-clang` in
// /usr/lib/llvm/<slot>/bin.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace crossrc::toolchain {

/// The links of one slot, by their names.
struct SlotLinks {
  std::filesystem::path directory;     ///< .../<slot>/bin
  std::vector<std::string> kept;       ///< were there already
  std::vector<std::string> made;       ///< point to the builder's name in the same directory
  std::vector<std::string> removed;    ///< the program that they were for is gone, or all are to go
  std::vector<std::string> in_the_way; ///< what has the name of a link and is none of ours: stays
};

enum class LinkWish { there, gone };

/// What has to be done in each slot below `llvm` so that each `<cpu>-<builder>-<tool>` has a link
/// `<cpu>-<target>-<tool>`, where `builder` and `target` are tuples without their cpu, or so that
/// there is none. A link counts as ours by its form: it names the builder's program, without a
/// directory. Changes nothing. Throws SystemError where a directory cannot be read.
std::vector<SlotLinks> plan_llvm_links(const std::filesystem::path& llvm,
                                       const std::string& builder, const std::string& target,
                                       LinkWish wish);

/// Does what was planned: removes, then makes. Throws SystemError at the first that cannot be done.
void carry_out(const std::vector<SlotLinks>& plan, const std::string& builder,
               const std::string& target);

} // namespace crossrc::toolchain
