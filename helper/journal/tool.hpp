#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crossrc::journal {

/// What a program does to files, as far as the way from sources to a program goes.
enum class Tool : uint8_t {
  compiler,  ///< gcc, g++, clang, gfortran...: also links
  assembler, ///< as, nasm, yasm
  linker,    ///< ld and its kind, called without a compiler driver
  archiver,  ///< ar, also as gcc-ar and llvm-ar
  copier,    ///< cp, mv, ln, install: a file or a directory gets another name
  changer,   ///< objcopy, strip: a file gets another shape, and perhaps another name
  rust,      ///< rustc: compiles a crate and links it
  launcher,  ///< ccache, distcc, sccache: the next word is the real tool
};

/// The tool that a program of this name is: `x86_64-pc-linux-gnu-g++-13` is a compiler, whatever
/// directory it is in. Nothing for any other program, however much it reads like one (`c++filt`).
std::optional<Tool> tool_of(std::string_view program);

/// The name without directory, tuple and version: `/usr/bin/x86_64-pc-linux-gnu-g++-13` is `g++`.
std::string_view plain_name(std::string_view program);

/// True for what only a compiler driver calls (cc1, collect2, lto-wrapper...).
bool is_part_of_compiler(std::string_view program);

} // namespace crossrc::journal
