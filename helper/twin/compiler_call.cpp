#include "twin/compiler_call.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

using Names = std::string_view;

template <size_t N> bool is_one_of(std::string_view word, const std::array<Names, N>& names) {
  return std::find(names.begin(), names.end(), word) != names.end();
}

template <size_t N> bool starts_with_any(std::string_view word, const std::array<Names, N>& names) {
  return std::any_of(names.begin(), names.end(),
                     [&](Names name) { return word.starts_with(name); });
}

// Options of drivers whose value is the next word when they stand alone.
constexpr auto k_with_value = std::to_array<Names>({"-o",
                                                    "-x",
                                                    "-I",
                                                    "-L",
                                                    "-l",
                                                    "-D",
                                                    "-U",
                                                    "-A",
                                                    "-B",
                                                    "-specs",
                                                    "--specs",
                                                    "-T",
                                                    "-u",
                                                    "-z",
                                                    "-e",
                                                    "-h",
                                                    "-G",
                                                    "-J",
                                                    "-include",
                                                    "-imacros",
                                                    "-isystem",
                                                    "-iquote",
                                                    "-idirafter",
                                                    "-iprefix",
                                                    "-iwithprefix",
                                                    "-iwithprefixbefore",
                                                    "-isysroot",
                                                    "-imultilib",
                                                    "-iplugindir",
                                                    "-MF",
                                                    "-MT",
                                                    "-MQ",
                                                    "-MJ",
                                                    "-Xassembler",
                                                    "-Xpreprocessor",
                                                    "-Xclang",
                                                    "-Xanalyzer",
                                                    "-aux-info",
                                                    "-dumpbase",
                                                    "-dumpdir",
                                                    "-dumpbase-ext",
                                                    "--param",
                                                    "-wrapper",
                                                    "--sysroot",
                                                    "-target",
                                                    "--target",
                                                    "-arch",
                                                    "-mllvm",
                                                    "-include-pch",
                                                    "-gcc-toolchain",
                                                    "-framework",
                                                    "-rpath",
                                                    "-working-directory",
                                                    "-resource-dir",
                                                    "--include-directory",
                                                    "-cxx-isystem"});

// Those of ld(1), without their dashes: the long ones have one or two.
constexpr auto k_linker_with_value = std::to_array<Names>({"o",
                                                           "L",
                                                           "l",
                                                           "T",
                                                           "u",
                                                           "z",
                                                           "e",
                                                           "h",
                                                           "m",
                                                           "R",
                                                           "y",
                                                           "Y",
                                                           "a",
                                                           "A",
                                                           "b",
                                                           "c",
                                                           "f",
                                                           "F",
                                                           "G",
                                                           "P",
                                                           "rpath",
                                                           "rpath-link",
                                                           "soname",
                                                           "Map",
                                                           "version-script",
                                                           "dynamic-list",
                                                           "plugin",
                                                           "plugin-opt",
                                                           "dynamic-linker",
                                                           "I",
                                                           "defsym",
                                                           "retain-symbols-file",
                                                           "wrap",
                                                           "script",
                                                           "default-script",
                                                           "exclude-libs",
                                                           "Ttext",
                                                           "Tdata",
                                                           "Tbss",
                                                           "Ttext-segment",
                                                           "section-start",
                                                           "init",
                                                           "fini",
                                                           "audit",
                                                           "depaudit",
                                                           "entry",
                                                           "undefined",
                                                           "format",
                                                           "oformat",
                                                           "library",
                                                           "library-path",
                                                           "output",
                                                           "sysroot",
                                                           "auxiliary",
                                                           "filter",
                                                           "just-symbols",
                                                           "image-base",
                                                           "mllvm",
                                                           "out-implib",
                                                           "dependency-file",
                                                           "trace-symbol",
                                                           "sort-section",
                                                           "export-dynamic-symbol",
                                                           "export-dynamic-symbol-list"});

// Those that write files beside the output, or read what only the original link had.
constexpr auto k_linker_side_file =
    std::to_array<Names>({"Map", "dependency-file", "out-implib", "reproduce", "time-trace",
                          "repro", "why-extract", "print-archive-stats", "print-symbol-order"});
constexpr auto k_linker_costly =
    std::to_array<Names>({"O", "plugin", "lto", "mllvm", "flto", "thinlto", "icf", "gdb-index"});

constexpr auto k_side_file = std::to_array<Names>(
    {"-save-temps",      "--save-temps",   "-ftest-coverage", "-fprofile-",
     "-fcoverage-",      "-fauto-profile", "-Wp,-M",          "-Wa,-a",
     "-Wa,-MD",          "-Wa,--MD",       "-fdump-",         "-fstack-usage",
     "-fcallgraph-info", "-aux-info",      "-fopt-info",      "-ftime-trace",
     "-gsplit-dwarf",    "-dumpdir",       "-dumpbase",       "-fsave-optimization-record",
     "-fmodule-output"});

constexpr auto k_costly = std::to_array<Names>(
    {"-g", "-O", "-Werror", "-flto", "-fno-lto", "-ffat-lto", "-fno-fat-lto", "-fuse-linker-plugin",
     "-pedantic-errors", "-fanalyzer", "-fwhole-program", "-fdevirtualize-at-ltrans",
     "-fsplit-lto-unit", "-fwhole-program-vtables"});

// Exact spellings, since -p is a prefix of -pipe and -pthread, and -M of nothing harmless.
constexpr auto k_side_file_exactly = std::to_array<Names>({"--coverage", "-coverage", "-p", "-pg"});

constexpr auto k_makes_nothing =
    std::to_array<Names>({"-M", "-MM", "-fsyntax-only", "--version", "-v", "--help", "-###",
                          "-dumpmachine", "-dumpversion", "-dumpspecs", "-dM"});

constexpr auto k_static = std::to_array<Names>(
    {"-static", "-static-pie", "-Bstatic", "--static", "-dn", "-non_shared", "--Bstatic"});
constexpr auto k_dynamic = std::to_array<Names>({"-Bdynamic", "--Bdynamic", "-dy", "-call_shared"});

constexpr auto k_source_endings = std::to_array<Names>(
    {".c",   ".i",   ".ii",  ".m",   ".mi",  ".mm",  ".M",    ".mii", ".cc",  ".cp",   ".cxx",
     ".cpp", ".CPP", ".c++", ".C",   ".f",   ".for", ".ftn",  ".F",   ".FOR", ".fpp",  ".FPP",
     ".FTN", ".f90", ".f95", ".f03", ".f08", ".F90", ".F95",  ".F03", ".F08", ".s",    ".S",
     ".sx",  ".d",   ".go",  ".adb", ".ads", ".asm", ".cppm", ".ixx", ".ccm", ".cxxm", ".c++m"});

/// One word of the command line, and who reads it.
struct Word {
  std::string text;
  bool for_linker = false;
};

/// With `-Wl,` and `-Xlinker` taken off the words that they pass on.
std::vector<Word> words_in(const std::vector<std::string>& argv, Dialect dialect) {
  std::vector<Word> words;
  for (size_t i = 1; i < argv.size(); ++i) {
    const std::string& text = argv[i];
    if (dialect == Dialect::driver && text.starts_with("-Wl,")) {
      for (const std::string_view part : split(std::string_view(text).substr(4), ',')) {
        words.push_back({std::string(part), true});
      }
    } else if (dialect == Dialect::driver && text == "-Xlinker" && i + 1 < argv.size()) {
      words.push_back({argv[++i], true});
    } else {
      words.push_back({text, dialect == Dialect::linker});
    }
  }
  return words;
}

std::string_view without_dashes(std::string_view word) {
  return word.substr(std::min(word.size(), word.starts_with("--") ? 2UL : 1UL));
}

ArgumentKind kind_for_linker(std::string_view word) {
  const std::string_view name = without_dashes(word);
  const auto is_long = [&](std::string_view option) {
    return name == option || (name.starts_with(option) && name[option.size()] == '=');
  };
  if (is_one_of(name.substr(0, name.find('=')), k_linker_side_file)) return ArgumentKind::side_file;
  if (word == "-o" || is_long("output")) return ArgumentKind::output;
  if (word.starts_with("-L") || is_long("library-path")) return ArgumentKind::library_dir;
  if (starts_with_any(name, k_linker_costly)) return ArgumentKind::costly;
  if (word.starts_with("-l") || is_long("library")) return ArgumentKind::library;
  return ArgumentKind::other;
}

ArgumentKind kind_for_driver(std::string_view word) {
  if (word == "-o") return ArgumentKind::output;
  if (word == "-c" || word == "-S" || word == "-E") return ArgumentKind::action;
  if (word.starts_with("-L")) return ArgumentKind::library_dir;
  if (word.starts_with("-l")) return ArgumentKind::library;
  if (word.starts_with("-M") || is_one_of(word, k_side_file_exactly) ||
      starts_with_any(word, k_side_file)) {
    return ArgumentKind::side_file;
  }
  if (word == "-mllvm") return ArgumentKind::other;
  if (word.starts_with("-m") && word.size() > 2) return ArgumentKind::isa;
  if (word.starts_with("-gnat")) return ArgumentKind::other; // of Ada, not of a debugger
  if (starts_with_any(word, k_costly)) return ArgumentKind::costly;
  if (word.starts_with("-o") && word.size() > 2) return ArgumentKind::output;
  return ArgumentKind::other;
}

bool takes_next(const Word& word) {
  return word.for_linker ? is_one_of(without_dashes(word.text), k_linker_with_value)
                         : is_one_of(std::string_view(word.text), k_with_value);
}

/// What follows the name of an option: the next word, what comes after "=", or after the letter.
std::string value_in(const Argument& argument) {
  if (argument.words.size() == 2) return argument.words[1];
  const std::string& word = argument.words.front();
  const size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
  return word.substr(equals != std::string::npos ? equals + 1 : std::min<size_t>(2, word.size()));
}

Argument take(const std::vector<Word>& words, size_t& next) {
  const Word& word = words[next++];
  Argument argument;
  argument.words = {word.text};
  argument.for_linker = word.for_linker;
  if (word.text.size() < 2 || word.text.front() != '-') {
    argument.kind = ArgumentKind::input;
    argument.value = word.text;
    return argument;
  }
  argument.kind = word.for_linker ? kind_for_linker(word.text) : kind_for_driver(word.text);
  if (takes_next(word) && next < words.size() && words[next].for_linker == word.for_linker) {
    argument.words.push_back(words[next++].text);
  }
  argument.value = value_in(argument);
  return argument;
}

void note_action(CompilerCall& call, const std::string& word) {
  const auto at_most = [&](Action action) { call.action = std::min(call.action, action); };
  if (is_one_of(std::string_view(word), k_makes_nothing) && word != "-v") at_most(Action::nothing);
  if (word == "-E") at_most(Action::preprocess);
  if (word == "-S") at_most(Action::assemble);
  if (word == "-c") at_most(Action::compile);
  if (word == "-shared" || word == "--shared" || word == "-Bshareable" || word == "-qmkshrobj") {
    call.shared = true;
  }
}

/// What stays true for the arguments that follow.
struct Mode {
  std::string language;
  bool statically = false;

  void apply_to(Argument& argument) {
    const std::string& word = argument.words.front();
    if (!argument.for_linker && word.starts_with("-x")) {
      language = argument.value == "none" ? "" : argument.value;
    }
    if (is_one_of(std::string_view(word), k_static)) statically = true;
    if (is_one_of(std::string_view(word), k_dynamic)) statically = false;
    if (argument.kind == ArgumentKind::input && !argument.for_linker) argument.language = language;
    if (argument.kind == ArgumentKind::library) argument.statically = statically;
  }
};

/// Precompiled headers are made by naming the header as a source.
bool is_header(const Argument& input) {
  if (!input.language.empty()) return input.language.ends_with("-header");
  const std::string ending = fs::path(input.value).extension();
  return ending == ".h" || ending == ".hh" || ending == ".hpp" || ending == ".hxx" ||
         ending == ".H" || ending == ".h++" || ending == ".tcc" || ending == ".hp";
}

bool is_input(const Argument& argument) {
  return argument.kind == ArgumentKind::input;
}

} // namespace

CompilerCall parse_compiler_call(const std::vector<std::string>& argv, Dialect dialect) {
  CompilerCall call;
  call.is_driver = dialect == Dialect::driver;
  const std::vector<Word> words = words_in(argv, dialect);
  Mode mode;
  size_t next = 0;
  while (next < words.size()) {
    Argument argument = take(words, next);
    if (!argument.for_linker || !call.is_driver) note_action(call, argument.words.front());
    mode.apply_to(argument);
    if (argument.kind == ArgumentKind::output) call.output = argument.value;
    call.arguments.push_back(std::move(argument));
  }
  const bool all_static = std::ranges::any_of(argv, [](const std::string& word) {
    return word == "-static" || word == "--static" || word == "-static-pie";
  });
  for (Argument& argument : call.arguments) {
    if (!call.is_driver) argument.for_linker = false;
    if (all_static && argument.kind == ArgumentKind::library) argument.statically = true;
  }
  // A header is compiled, whatever else is said, to be read again.
  if (call.action == Action::link && std::ranges::any_of(call.arguments, [](const Argument& a) {
        return is_input(a) && is_header(a);
      })) {
    call.action = Action::compile;
  }
  return call;
}

CompilerCall call_of(const journal::Command& command) {
  const bool is_linker = command.tool == journal::Tool::linker;
  return parse_compiler_call(command.argv, is_linker ? Dialect::linker : Dialect::driver);
}

bool makes_library(const journal::Command& command) {
  const bool links = command.tool == journal::Tool::compiler ||
                     command.tool == journal::Tool::launcher ||
                     command.tool == journal::Tool::linker;
  return links && call_of(command).shared;
}

fs::path default_output(const Argument& source, Action action) {
  const fs::path name = fs::path(source.value).filename();
  if (is_header(source)) return name.native() + ".gch";
  return fs::path(name).replace_extension(action == Action::compile ? ".o" : ".s");
}

std::vector<fs::path> outputs_of(const CompilerCall& call, const fs::path& directory) {
  if (call.action == Action::nothing || std::ranges::none_of(call.arguments, is_input)) return {};
  if (call.output) {
    if (*call.output == "-") return {};
    return {(directory / *call.output).lexically_normal()};
  }
  if (call.action == Action::preprocess) return {};
  if (call.action == Action::link) return {(directory / "a.out").lexically_normal()};
  std::vector<fs::path> files;
  for (const Argument& argument : call.arguments) {
    if (!is_input(argument)) continue;
    files.push_back((directory / default_output(argument, call.action)).lexically_normal());
  }
  return files;
}

bool is_source(const Argument& input) {
  if (input.for_linker) return false;
  if (!input.language.empty()) return true;
  const std::string ending = fs::path(input.value).extension().string();
  return input.value == "-" || is_one_of(std::string_view(ending), k_source_endings) ||
         is_header(input);
}

std::vector<std::string> words_of(const Argument& argument) {
  if (!argument.for_linker) return argument.words;
  std::vector<std::string> words;
  for (const std::string& word : argument.words) words.insert(words.end(), {"-Xlinker", word});
  return words;
}

} // namespace crossrc::twin
