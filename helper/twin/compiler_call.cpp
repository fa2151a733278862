#include "twin/compiler_call.hpp"

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

// Options whose value is always the next word, or is when the option stands alone.
constexpr auto k_with_value = std::to_array<Names>({"-o",
                                                    "-x",
                                                    "-I",
                                                    "-L",
                                                    "-l",
                                                    "-D",
                                                    "-U",
                                                    "-A",
                                                    "-B",
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
                                                    "-Xlinker",
                                                    "-Xassembler",
                                                    "-Xpreprocessor",
                                                    "-Xclang",
                                                    "-Xanalyzer",
                                                    "-aux-info",
                                                    "-dumpbase",
                                                    "-dumpbase-ext",
                                                    "-dumpdir",
                                                    "--param",
                                                    "-wrapper",
                                                    "--sysroot",
                                                    "-target",
                                                    "--target",
                                                    "-arch",
                                                    "-mllvm",
                                                    "-gcc-toolchain",
                                                    "-resource-dir",
                                                    "-include-pch",
                                                    "-rpath",
                                                    "-soname",
                                                    "-framework",
                                                    "-working-directory",
                                                    "-m",
                                                    "-dynamic-linker",
                                                    "--version-script",
                                                    "-plugin",
                                                    "-Map",
                                                    "--defsym",
                                                    "-rpath-link"});

constexpr auto k_side_file = std::to_array<Names>({"-save-temps",
                                                   "--save-temps",
                                                   "-ftest-coverage",
                                                   "-fprofile-",
                                                   "-fcoverage-",
                                                   "-fauto-profile",
                                                   "-Wp,-M",
                                                   "-Wl,-Map",
                                                   "-Wl,--Map",
                                                   "-Wl,-M,",
                                                   "-Wl,--dependency-file",
                                                   "-Wl,--out-implib",
                                                   "-Map",
                                                   "-fdump-",
                                                   "-fstack-usage",
                                                   "-fcallgraph-info",
                                                   "-aux-info",
                                                   "-fopt-info",
                                                   "-ftime-trace",
                                                   "-gsplit-dwarf",
                                                   "-dumpdir",
                                                   "-dumpbase",
                                                   "-fsave-optimization-record"});

constexpr auto k_costly = std::to_array<Names>(
    {"-g", "-O", "-Werror", "-flto", "-fno-lto", "-ffat-lto", "-fno-fat-lto", "-fuse-linker-plugin",
     "-pedantic-errors", "-fanalyzer", "-fwhole-program", "-Wl,-O", "-fdevirtualize-at-ltrans"});

// Exact spellings, since -p is a prefix of -pipe and -pthread, and -M of nothing harmless.
constexpr auto k_side_file_exactly = std::to_array<Names>({"--coverage", "-coverage", "-p", "-pg"});

constexpr auto k_makes_nothing =
    std::to_array<Names>({"-E", "-M", "-MM", "-fsyntax-only", "--version", "-v", "--help", "-###",
                          "-dumpmachine", "-dumpversion", "-dumpspecs", "-dM"});

constexpr auto k_static =
    std::to_array<Names>({"-static", "-static-pie", "-Bstatic", "-Wl,-Bstatic", "--static"});

constexpr auto k_source_endings = std::to_array<Names>(
    {".c",   ".i",   ".ii",  ".m",   ".mi",  ".mm",  ".M",   ".mii", ".cc",  ".cp",
     ".cxx", ".cpp", ".CPP", ".c++", ".C",   ".f",   ".for", ".ftn", ".F",   ".FOR",
     ".fpp", ".FPP", ".FTN", ".f90", ".f95", ".f03", ".f08", ".F90", ".F95", ".F03",
     ".F08", ".s",   ".S",   ".sx",  ".d",   ".go",  ".adb"});

/// Options that end in the letter-case value glued on: -Lfoo, -lfoo.
std::string glued_value(std::string_view word, const Argument& argument) {
  if (argument.words.size() == 2) return argument.words[1];
  return std::string(word.substr(std::min<size_t>(2, word.size())));
}

ArgumentKind kind_of(std::string_view word) {
  if (word == "-o") return ArgumentKind::output;
  if (word.starts_with("-L")) return ArgumentKind::library_dir;
  if (word.starts_with("-l")) return ArgumentKind::library;
  if (word.starts_with("-M") || is_one_of(word, k_side_file_exactly) ||
      starts_with_any(word, k_side_file)) {
    return ArgumentKind::side_file;
  }
  if (word.starts_with("-m") && word.size() > 2) return ArgumentKind::isa;
  if (starts_with_any(word, k_costly)) return ArgumentKind::costly;
  if (word.starts_with("-o") && word.size() > 2) return ArgumentKind::output;
  return ArgumentKind::other;
}

Argument take(const std::vector<std::string>& argv, size_t& next) {
  const std::string& word = argv[next++];
  Argument argument{ArgumentKind::other, {word}, {}};
  if (word.size() < 2 || word.front() != '-') {
    argument.kind = ArgumentKind::input;
    argument.value = word;
    return argument;
  }
  argument.kind = kind_of(word);
  if (is_one_of(std::string_view(word), k_with_value) && next < argv.size()) {
    argument.words.push_back(argv[next++]);
  }
  argument.value = glued_value(word, argument);
  return argument;
}

void note_action(CompilerCall& call, const std::string& word) {
  const auto at_most = [&](Action action) { call.action = std::min(call.action, action); };
  if (is_one_of(std::string_view(word), k_makes_nothing) && word != "-v") {
    at_most(Action::preprocess);
  }
  if (word == "-S") at_most(Action::assemble);
  if (word == "-c") at_most(Action::compile);
  if (word == "-shared" || word == "--shared" || word == "-Bshareable" || word == "-qmkshrobj") {
    call.shared = true;
  }
  if (is_one_of(std::string_view(word), k_static)) call.statically = true;
}

fs::path default_output(const std::string& source, Action action) {
  return fs::path(source).filename().replace_extension(action == Action::compile ? ".o" : ".s");
}

} // namespace

CompilerCall parse_compiler_call(const std::vector<std::string>& argv) {
  CompilerCall call;
  size_t next = 1;
  while (next < argv.size()) {
    Argument argument = take(argv, next);
    note_action(call, argument.words.front());
    if (argument.kind == ArgumentKind::output) call.output = argument.value;
    call.arguments.push_back(std::move(argument));
  }
  return call;
}

std::vector<fs::path> outputs_of(const CompilerCall& call, const fs::path& directory) {
  if (call.action == Action::preprocess) return {};
  const auto is_input = [](const Argument& a) { return a.kind == ArgumentKind::input; };
  if (std::none_of(call.arguments.begin(), call.arguments.end(), is_input)) return {};
  if (call.output) return {(directory / *call.output).lexically_normal()};
  if (call.action == Action::link) return {(directory / "a.out").lexically_normal()};
  std::vector<fs::path> files;
  for (const Argument& argument : call.arguments) {
    if (!is_input(argument)) continue;
    files.push_back((directory / default_output(argument.value, call.action)).lexically_normal());
  }
  return files;
}

bool is_source(std::string_view file) {
  const std::string ending = fs::path(file).extension().string();
  return file == "-" || is_one_of(std::string_view(ending), k_source_endings);
}

} // namespace crossrc::twin
