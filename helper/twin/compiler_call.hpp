// A compiler driver's command line, taken apart as gcc(1) and clang(1) read it.
#pragma once

#include "journal/command.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crossrc::twin {

/// How far the driver goes: -E, -S, -c, or all the way.
enum class Action { nothing, preprocess, assemble, compile, link };

enum class ArgumentKind {
  input,       ///< a file to compile or to link, `-` for standard input
  output,      ///< -o FILE
  library,     ///< -lNAME or -l:FILE
  library_dir, ///< -LDIR
  isa,         ///< -m...: what instructions may be used, and other machine options
  side_file,   ///< makes files beside the output (-MD, --coverage, -save-temps, -Wl,-Map=...)
  costly,      ///< only makes the build slower or stricter: -g, -O, -Werror, -flto
  action,      ///< -c, -S, -E
  other
};

struct Argument {
  ArgumentKind kind = ArgumentKind::other;
  std::vector<std::string> words; ///< as written: one, or two where the value stands apart
  std::string value;              ///< without the option's name; for an input the file
  std::string language;           ///< for an input: what `-x` says that it is, or empty
  bool for_linker = false; ///< passed on by -Wl, or -Xlinker: `words` are as ld(1) reads them
  bool statically = false; ///< for a library: only an archive will do

  friend bool operator==(const Argument&, const Argument&) = default;
};

struct CompilerCall {
  Action action = Action::link;
  bool shared = false;               ///< -shared: the output is a library
  bool is_driver = true;             ///< not ld itself
  std::optional<std::string> output; ///< as written
  std::vector<Argument> arguments;   ///< without argv[0]
};

/// Who reads a command line: a compiler driver, or the linker without one.
enum class Dialect { driver, linker };

/// `argv` of a compiler, assembler or linker, with argv[0]. Never fails: what it does not know is
/// `other`.
CompilerCall parse_compiler_call(const std::vector<std::string>& argv,
                                 Dialect dialect = Dialect::driver);
CompilerCall call_of(const journal::Command& command);

/// It links a shared library.
bool makes_library(const journal::Command& command);

/// The files that the call makes, absolute: its output, or one a source for -c and -S without -o.
/// None where it makes none that a program could come from (-M, -fsyntax-only, --version).
std::vector<std::filesystem::path> outputs_of(const CompilerCall& call,
                                              const std::filesystem::path& directory);

/// The file that a source becomes in a call without -o: `a.o` for `-c src/a.c`.
std::filesystem::path default_output(const Argument& source, Action action);

/// True for a source file, by `-x` or by its ending, as opposed to something for the linker.
bool is_source(const Argument& input);

/// The words for an argument as whoever is called takes them: `-Xlinker` in front of the linker's.
std::vector<std::string> words_of(const Argument& argument);

} // namespace crossrc::twin
