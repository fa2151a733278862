#include "twin/toolchain.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "isa/needs.hpp"
#include "isa/real_compiler.hpp"
#include "journal/tool.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <set>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

using Words = std::vector<std::string>;

// In the file of answers.
constexpr std::string_view k_foreign = "foreign";
constexpr std::string_view k_builder = "builder";
constexpr std::string_view k_sets = "sets";
constexpr std::string_view k_changed = "changed";

/// `13` of `x86_64-pc-linux-gnu-gcc-13`, or empty.
std::string version_suffix(const std::string& program) {
  const std::string name = fs::path(program).filename();
  const size_t dash = name.rfind('-');
  if (dash == std::string::npos) return "";
  const std::string end = name.substr(dash + 1);
  return end.find_first_not_of("0123456789.") == std::string::npos ? end : "";
}

/// -mFEATURE has an opposite -mno-FEATURE; what takes a value (-mcmodel=) is no instruction set.
bool is_no_feature(const std::string& flag) {
  return flag.find('=') != std::string::npos || flag.starts_with("-mno-");
}

/// -B, to where a driver would find the rest of a compiler: only that driver's own would fit.
bool leads_to_a_compiler(const Argument& argument) {
  if (!argument.words.front().starts_with("-B")) return false;
  const fs::path directory = argument.value;
  return fs::exists(directory / "cc1") || fs::exists(directory / "cc1plus");
}

bool selects_a_cpu(std::string_view flag) {
  return flag.starts_with("-march=") || flag.starts_with("-mcpu=") || flag.starts_with("-mtune=");
}

/// As opposed to -mtune= and -mcmodel=.
bool chooses_instructions(const Argument& argument) {
  const std::string& flag = argument.words.front();
  return argument.kind == ArgumentKind::isa && argument.words.size() == 1 &&
         (flag.starts_with("-march=") || flag.find('=') == std::string::npos);
}

/// One by one: `-mfma4 -mno-fma4` would not turn on what -mfma4 brings along.
Words without_lacking(Words flags, const isa::Needs& needs) {
  std::erase_if(flags, [](const std::string& flag) { return !flag.starts_with("-march="); });
  std::ranges::copy_if(needs.enable, std::back_inserter(flags), [&](const std::string& flag) {
    return std::ranges::find(needs.lacking, flag) == needs.lacking.end();
  });
  flags.insert(flags.end(), needs.disable.begin(), needs.disable.end());
  return flags;
}

} // namespace

std::vector<std::string> environment_for(const journal::Command& command, Attempt attempt) {
  std::vector<std::string> environment = command.environment;
  if (attempt == Attempt::builder) {
    std::erase_if(environment, [](const std::string& variable) {
      return variable.starts_with("GCC_EXEC_PREFIX=") || variable.starts_with("COMPILER_PATH=");
    });
  }
  return environment;
}

Toolchain::Toolchain(ToolchainOptions options, fs::path file)
    : options_(std::move(options)), file_(std::move(file)) {
  std::string content = file_.empty() ? "" : read_file_if_exists(file_).value_or("");
  content.resize(content.rfind('\n') + 1); // another process may be about to end a line
  for (const std::string_view line : split(content, '\n')) {
    const auto fields = split(line, '\t');
    if (fields.size() < 3) continue;
    const std::pair<std::string, std::string> asked{fields[1], fields[2]};
    if (fields[0] == k_sets && fields.size() == 4)
      sets_[asked] = words(fields[3]);
    else if (fields[0] == k_changed && fields.size() == 4)
      changed_[asked] = words(fields[3]);
    else
      foreign_[asked] = fields[0] == k_foreign;
  }
}

std::string Toolchain::program_for(const std::string& recorded, Attempt attempt) const {
  if (attempt != Attempt::builder) return recorded;
  const std::string name(journal::plain_name(recorded));
  const std::string version = version_suffix(recorded);
  std::vector<std::string> names;
  for (const std::string& prefix :
       {options_.cbuild.empty() ? "" : options_.cbuild + "-", std::string()}) {
    const std::string plain = prefix + name;
    if (!version.empty()) names.push_back(fmt::format("{}-{}", plain, version));
    names.push_back(plain);
  }
  const std::string path = search_path();
  for (const std::string& candidate : names) {
    if (find_program(candidate, path)) return candidate;
  }
  return recorded;
}

void Toolchain::learn(const CompilerCall& call, const std::string& compiler) {
  std::vector<std::string> unknown;
  for (const Argument& argument : call.arguments) {
    const std::string& flag = argument.words.front();
    if (argument.kind != ArgumentKind::isa || selects_a_cpu(flag) || is_no_feature(flag)) continue;
    if (!foreign_.contains({compiler, flag})) unknown.push_back(flag);
  }
  if (unknown.size() < 2) return;
  try {
    const auto lacking = isa::needs(compiler, unknown).lacking;
    for (const std::string& flag : unknown) {
      keep(compiler, flag, std::ranges::find(lacking, flag) != lacking.end());
    }
  } catch (const Error&) { // one by one, then
  }
}

std::vector<std::string> Toolchain::words_for(const Argument& argument, const std::string& compiler,
                                              Attempt attempt) {
  const std::string& first = argument.words.front();
  switch (argument.kind) {
  case ArgumentKind::side_file:
  case ArgumentKind::costly:
    return {};
  case ArgumentKind::isa: {
    const bool keep =
        attempt == Attempt::explicit_isa ? !selects_a_cpu(first) : !is_foreign_isa(first, compiler);
    return keep ? words_of(argument) : std::vector<std::string>{};
  }
  default:
    break;
  }
  if (attempt == Attempt::builder && leads_to_a_compiler(argument)) return {};
  if (attempt != Attempt::builder || options_.sysroot.empty()) return words_of(argument);
  if (first.starts_with("--sysroot") || first.starts_with("-isysroot")) return {};
  Argument moved = argument;
  moved.words.back() = without_sysroot(moved.words.back());
  return words_of(moved);
}

std::string Toolchain::without_sysroot(const std::string& word) const {
  const std::string root = options_.sysroot.lexically_normal().native();
  const size_t start = word.find(root + "/");
  const bool at_start = start == 0 || (start == 2 && word.front() == '-'); // DIR, -IDIR, -LDIR
  if (root.size() < 2 || !at_start) return word;
  return word.substr(0, start) + word.substr(start + root.size());
}

std::vector<std::string> Toolchain::words_for_cpu(const CompilerCall& call,
                                                  const std::string& compiler) {
  Words flags;
  bool is_foreign = false;
  for (const Argument& argument : call.arguments) {
    const std::string& flag = argument.words.front();
    if (!chooses_instructions(argument)) continue;
    flags.push_back(flag);
    is_foreign = is_foreign || is_foreign_isa(flag, compiler);
  }
  if (!is_foreign) return {};
  return sets_for_builder(join(flags, " "),
                          find_program(compiler, search_path()).value_or(compiler));
}

const std::vector<std::string>& Toolchain::sets_for_builder(const std::string& flags,
                                                            const std::string& compiler) {
  const auto [known, is_new] = sets_.try_emplace({compiler, flags});
  if (!is_new) return known->second;
  try {
    known->second = without_lacking(words(flags), isa::needs(compiler, words(flags)));
  } catch (const Error&) {
    known->second.clear();
  }
  write_down(k_sets, compiler, fmt::format("{}\t{}", flags, join(known->second, " ")));
  return known->second;
}

const Words& Toolchain::changed_macros(const std::string& compiler, const Words& recorded,
                                       const Words& twins) {
  const std::string flags = join(recorded, " ") + " / " + join(twins, " ");
  const auto [known, is_new] = changed_.try_emplace({compiler, flags});
  if (!is_new) return known->second;
  std::vector<std::pair<std::string, std::string>> changed;
  std::ranges::set_symmetric_difference(macros(compiler, join(recorded, " ")),
                                        macros(compiler, join(twins, " ")),
                                        std::back_inserter(changed));
  std::set<std::string> names;
  for (const auto& [name, value] : changed)
    if (!name.starts_with("__FP_FAST_")) names.insert(name);
  known->second.assign(names.begin(), names.end());
  write_down(k_changed, compiler, fmt::format("{}\t{}", flags, join(known->second, " ")));
  return known->second;
}

bool Toolchain::is_foreign_isa(const std::string& flag, const std::string& compiler) {
  if (selects_a_cpu(flag)) return true;
  const auto known = foreign_.find({compiler, flag});
  if (known != foreign_.end()) return known->second;
  const bool is_foreign = ask_whether_foreign(flag, compiler);
  keep(compiler, flag, is_foreign);
  return is_foreign;
}

bool Toolchain::ask_whether_foreign(const std::string& flag, const std::string& compiler) {
  if (is_no_feature(flag)) return false;
  if (macros(compiler, "-mno-" + flag.substr(2)).empty()) return false;
  const Macros& plain = macros(compiler, "");
  const Macros& native = macros(compiler, "-march=native");
  return std::ranges::any_of(macros(compiler, flag), [&](const auto& macro) {
    const std::string& name = macro.first;
    return name.starts_with("__") && !plain.contains(name) && !native.contains(name);
  });
}

void Toolchain::keep(const std::string& compiler, const std::string& flag, bool is_foreign) {
  foreign_[{compiler, flag}] = is_foreign;
  write_down(is_foreign ? k_foreign : k_builder, compiler, flag);
}

void Toolchain::write_down(std::string_view answer, const std::string& compiler,
                           const std::string& flags) const {
  if (file_.empty()) return;
  try {
    append_line(file_, fmt::format("{}\t{}\t{}", answer, compiler, flags));
  } catch (const SystemError&) { // it will be asked again
  }
}

/// What the compiler predefines under `flags`; nothing if it does not know one.
const Toolchain::Macros& Toolchain::macros(const std::string& compiler, const std::string& flags) {
  const auto [entry, is_new] = macros_.try_emplace({compiler, flags});
  if (!is_new) return entry->second;
  Words argv = words(flags);
  argv.insert(argv.begin(), compiler);
  argv.insert(argv.end(), {"-E", "-dM", "-x", "c", "/dev/null"});
  const RunResult result = isa::run_compiler(argv);
  if (result.status != 0) return entry->second;
  for (const std::string_view line : split(result.output, '\n')) {
    auto parts = words(line); // #define NAME VALUE...
    if (parts.size() < 2) continue;
    const std::string name = parts[1];
    parts.erase(parts.begin(), parts.begin() + 2);
    entry->second[name] = join(parts, " ");
  }
  return entry->second;
}

} // namespace crossrc::twin
