#include "twin/crates.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "isa/archive.hpp"
#include "isa/elf.hpp"
#include "twin/audit.hpp"
#include "twin/own_path.hpp"
#include "twin/sources.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

using journal::Command;

/// What is of no use to a twin, or makes files beside it.
bool is_dropped(const RustArgument& argument) {
  constexpr auto options = std::to_array<std::string_view>(
      {"output", "out-dir", "emit", "crate-type", "print", "error-format", "json", "color",
       "diagnostic-width", "cap-lints", "g", "allow", "warn", "force-warn", "deny", "forbid"});
  constexpr auto codegen = std::to_array<std::string_view>(
      {"incremental", "debuginfo", "split-debuginfo", "lto", "linker-plugin-lto", "save-temps",
       "profile-generate", "profile-use", "instrument-coverage", "target-cpu"});
  return std::ranges::find(options, argument.option) != options.end() ||
         std::ranges::any_of(codegen, [&](auto name) { return argument.is_codegen(name); });
}

/// `+crt-static` is the one target feature that is no instruction set.
std::string without_instruction_sets(const std::string& features) {
  std::vector<std::string> kept;
  for (const std::string_view feature : split(features, ',')) {
    if (feature.ends_with("crt-static")) kept.emplace_back(feature);
  }
  return join(kept, ",");
}

bool is_archive(const fs::path& file) {
  return file.extension() == ".rlib" || file.extension() == ".a";
}

/// The words that make the crate again as it was made, at `output`. What only is said about it is
/// left out, and so is what would be written where the package has its own.
std::vector<std::string> words_again(const Command& command, const RustCall& call,
                                     const fs::path& output) {
  constexpr auto dropped = std::to_array<std::string_view>(
      {"output", "out-dir", "emit", "error-format", "json", "color", "diagnostic-width"});
  std::vector<std::string> words = {command.program};
  for (const RustArgument& argument : call.arguments) {
    const bool is_dropped = std::ranges::find(dropped, argument.option) != dropped.end() ||
                            argument.is_codegen("incremental") || argument.is_codegen("save-temps");
    if (!is_dropped) words.insert(words.end(), argument.words.begin(), argument.words.end());
  }
  words.emplace_back("--emit=link");
  if (call.last("output").empty()) { // parts are named after the output
    words.insert(words.end(), {"--out-dir", output.parent_path()});
  } else {
    words.insert(words.end(), {"-o", output});
  }
  return words;
}

/// A crate has its sources' hashes beside its code: a comment changes them.
bool have_same_code(const fs::path& left, const fs::path& right) {
  const auto one = isa::Archive::open(left);
  const auto other = isa::Archive::open(right);
  if (!one || !other) return have_same_content(left, right);
  return std::ranges::equal(
      one->members(), other->members(), [](const auto& member, const auto& its) {
        return member.name == its.name &&
               (member.name.ends_with(".rmeta") || std::ranges::equal(member.bytes, its.bytes));
      });
}

/// rustc leaves a list of what it read where it was asked to: `OUTPUT: SOURCE...`.
std::vector<fs::path> sources_of(const RustCall& call, const fs::path& directory,
                                 const fs::path& output) {
  fs::path list = output;
  const std::string name = output.stem(); // of a library `lib` and its crate's
  const bool is_library = output.has_extension() && name.starts_with("lib");
  if (is_library) list = output.parent_path() / name.substr(3);
  std::vector<fs::path> sources = {directory / call.last("")};
  const std::string text = read_file_if_exists(list += ".d").value_or("");
  const std::string_view line = std::string_view(text).substr(0, text.find('\n'));
  const auto all = words(line.substr(std::min(line.find(": "), line.size())));
  for (size_t i = 1; i < all.size(); ++i) sources.push_back(directory / all[i]);
  return sources;
}

} // namespace

Crates::Crates(Site& site, TwinOfFile twin_of_file)
    : site_(site), twin_of_file_(std::move(twin_of_file)) {}

Part Crates::twin_of(const Made& made, bool always, const fs::path& program) {
  const auto known = known_.find(made.file);
  if (known != known_.end()) return known->second;
  known_[made.file] = {made.file};
  const Command& command = site_.producers.at(made.number);
  const RustCall call = parse_rust_call(command.argv);
  const bool made_of_twins = uses_twins(call, made.number);
  if (!always && !made_of_twins && site_.scans.of(made.file) == isa::Verdict::clean) {
    return {made.file};
  }
  const fs::path output =
      site_.directory / "crates" / std::to_string(made.number) / made.file.filename();
  fs::create_directories(output.parent_path());
  check_sources(call, made, output.parent_path() / "again" / output.filename());
  const std::vector<Part> parts = own_parts(program);
  if (!parts.empty()) note_origin(output, program);
  Task task{output, command.directory, tries_of(site_, command, [&](Attempt attempt) {
              Words all = command_line(call, made.number, output, attempt);
              for (const Part& part : parts) all.push_back("-Clink-arg=" + part.file.native());
              return all;
            })};
  for (Try& attempt : task.tries) attempt.environment = environment(std::move(attempt.environment));
  size_t after = last_stage(call, made.number);
  for (const Part& part : parts) after = std::max(after, part.stage);
  return known_[made.file] = site_.plan.add(std::move(task), after);
}

std::vector<Part> Crates::own_parts(const fs::path& program) {
  const auto elf = isa::ElfFile::open(program);
  if (!elf || !elf->has_interpreter() || !may_ask_for_itself(program)) return {};
  return {plan_own_path(site_, *elf)};
}

/// What was written since may mean the same; but a source that is gone cannot be read again.
void Crates::check_sources(const RustCall& call, const Made& made, const fs::path& scratch) {
  const Command& command = site_.producers.at(made.number);
  for (const fs::path& source : sources_of(call, command.directory, made.file)) {
    if (!has_changed(source, command)) continue;
    if (!fs::exists(source)) {
      throw TwinError(fmt::format("its source \"{}\" is gone", source.native()));
    }
    fs::create_directories(scratch.parent_path());
    Command again = command;
    again.environment = environment(std::move(again.environment));
    if (reproduces(words_again(command, call, scratch), again, command.directory, made.file,
                   scratch, have_same_code)) {
      return;
    }
    throw TwinError(fmt::format("its source \"{}\" has changed since", source.native()));
  }
}

bool Crates::uses_twins(const RustCall& call, Number maker) {
  bool found = false;
  for (const RustArgument& argument : call.arguments) {
    const std::string name = crate_file(argument);
    const fs::path file = absolute(maker, name);
    if (name.empty() || file.extension() == ".so") continue; // a macro: it runs inside of rustc
    const auto origin = site_.producers.origin_of(file, maker);
    if (origin) found = twin_of(*origin, false).is_twin() || found;
  }
  return found;
}

size_t Crates::last_stage(const RustCall& call, Number maker) const {
  size_t stage = 0;
  for (const auto& [file, part] : known_) stage = std::max(stage, part.stage);
  for (const fs::path& library : c_libraries(call, maker)) {
    stage = std::max(stage, twin_of_file_(library, maker).stage);
  }
  return stage;
}

Crates::Words Crates::command_line(const RustCall& call, Number maker, const fs::path& output,
                                   Attempt attempt) const {
  Words words = {site_.toolchain.program_for(site_.producers.at(maker).program, Attempt::recorded)};
  for (const auto& [file, twin] : known_) {
    if (!twin.is_twin() || !is_archive(twin.file)) continue;
    words.push_back("-Ldependency=" + twin.file.parent_path().native());
  }
  for (const fs::path& library : c_libraries(call, maker)) {
    const Part twin = twin_of_file_(library, maker);
    if (twin.is_twin()) words.push_back("-Lnative=" + twin.file.parent_path().native());
  }
  for (const RustArgument& argument : call.arguments) {
    const Words kept = words_for(argument, maker, attempt);
    words.insert(words.end(), kept.begin(), kept.end());
  }
  // Of several types the one alone: with -o, each would overwrite the one before.
  if (!call.last("crate-type").empty())
    words.push_back("--crate-type=" + crate_type_of(call, output));
  words.insert(words.end(), {"--cap-lints=allow", "--emit=link", "-o", output});
  return words;
}

Crates::Words Crates::words_for(const RustArgument& argument, Number maker, Attempt attempt) const {
  if (is_dropped(argument)) return {};
  if (argument.option == "codegen") return codegen_words(argument, attempt);
  const auto twin = known_.find(absolute(maker, crate_file(argument)));
  if (argument.option != "extern" || twin == known_.end()) return argument.words;
  const std::string name = argument.value.substr(0, argument.value.find('=') + 1);
  return {"--extern", name + twin->second.file.native()};
}

Crates::Words Crates::codegen_words(const RustArgument& argument, Attempt attempt) const {
  const std::string value = argument.value.substr(argument.value.find('=') + 1);
  if (argument.is_codegen("linker")) {
    return {"-Clinker=" + site_.toolchain.program_for(value, attempt)};
  }
  if (argument.is_codegen("target-feature") && attempt != Attempt::explicit_isa) {
    const std::string kept = without_instruction_sets(value);
    return kept.empty() ? Words{} : Words{"-Ctarget-feature=" + kept};
  }
  return argument.words;
}

std::vector<fs::path> Crates::c_libraries(const RustCall& call, Number maker) const {
  std::vector<fs::path> libraries;
  for (const RustArgument& library : call.arguments) {
    if (library.option != "library") continue;
    const std::string name = library.value.substr(library.value.find('=') + 1); // KIND=NAME
    for (const RustArgument& path : call.arguments) {
      if (path.option != "library-path") continue;
      const std::string directory = path.value.substr(path.value.find('=') + 1); // KIND=DIR
      const fs::path file = absolute(maker, fmt::format("{}/lib{}.a", directory, name));
      if (fs::exists(file)) libraries.push_back(file);
    }
  }
  return libraries;
}

/// Macros run inside of rustc: those that trapped there as their twins.
std::vector<std::string> Crates::environment(std::vector<std::string> recorded) const {
  if (!fs::exists(audit_library(site_.directory))) return recorded;
  return with_audit_library(std::move(recorded), site_.directory);
}

fs::path Crates::absolute(Number maker, const std::string& file) const {
  return (site_.producers.at(maker).directory / file).lexically_normal();
}

} // namespace crossrc::twin
