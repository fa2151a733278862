// A compiler driver's command line, taken apart as gcc(1) and clang(1) read it.
#pragma once

#include "journal/command.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crossrc::twin {

/// How far the driver goes: -E, -S, -c, or all the way.
enum class Action { preprocess, assemble, compile, link };

enum class ArgumentKind {
  input,       ///< a file to compile or to link, `-` for standard input
  output,      ///< -o FILE
  library,     ///< -lNAME or -l:FILE
  library_dir, ///< -LDIR
  isa,         ///< -m...: what instructions may be used, and other machine options
  side_file,   ///< makes files beside the output (-MD, --coverage, -save-temps, -Wl,-Map=...)
  costly,      ///< only makes the build slower or stricter: -g, -O, -Werror, -flto
  other
};

struct Argument {
  ArgumentKind kind = ArgumentKind::other;
  std::vector<std::string> words; ///< as written: one, or two where the value stands apart
  std::string value;              ///< without the option's name; for an input the file

  friend bool operator==(const Argument&, const Argument&) = default;
};

struct CompilerCall {
  Action action = Action::link;
  bool shared = false;               ///< -shared: the output is a library
  bool statically = false;           ///< -static and its kind: -l takes archives only
  std::optional<std::string> output; ///< as written
  std::vector<Argument> arguments;   ///< without argv[0]
};

/// `argv` of a compiler or linker, with argv[0]. Never fails: what it does not know is `other`.
CompilerCall parse_compiler_call(const std::vector<std::string>& argv);

/// The files that the call makes, absolute: its output, or one a source for -c and -S without -o.
/// None where it makes none that a program could come from (-E, -fsyntax-only, --version).
std::vector<std::filesystem::path> outputs_of(const CompilerCall& call,
                                              const std::filesystem::path& directory);

/// True for a source file by its ending, or by `-x`, as opposed to something for the linker.
bool is_source(std::string_view file);

} // namespace crossrc::twin
