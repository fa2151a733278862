#include "twin/crates.hpp"

#include "base/file.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "isa/scan.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

using journal::Command;

constexpr auto k_attempts = {Attempt::builder, Attempt::recorded, Attempt::explicit_isa};

/// What is of no use to a twin, or makes files beside it.
bool is_dropped(const RustArgument& argument) {
  constexpr auto options = std::to_array<std::string_view>(
      {"output", "out-dir", "emit", "error-format", "json", "color", "diagnostic-width",
       "cap-lints", "g", "allow", "warn", "force-warn", "deny", "forbid"});
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

void check_unchanged(const fs::path& source, const fs::path& made) {
  std::error_code error;
  const auto changed = fs::last_write_time(source, error);
  if (error) throw TwinError(fmt::format("its source \"{}\" is gone", source.native()));
  const auto then = fs::last_write_time(made, error);
  if (!error && changed > then) {
    throw TwinError(fmt::format("its source \"{}\" has changed since", source.native()));
  }
}

/// rustc leaves a list of what it read where it was asked to: `OUTPUT: SOURCE...`.
std::vector<fs::path> sources_of(const RustCall& call, const fs::path& directory,
                                 const fs::path& output) {
  fs::path list = output;
  if (is_archive(output)) list = output.parent_path() / output.stem().native().substr(3);
  std::vector<fs::path> sources = {directory / call.last("")};
  const std::string text = read_file_if_exists(list += ".d").value_or("");
  const std::string_view line = std::string_view(text).substr(0, text.find('\n'));
  const auto all = words(line.substr(std::min(line.find(": "), line.size())));
  for (size_t i = 1; i < all.size(); ++i) sources.push_back(directory / all[i]);
  return sources;
}

} // namespace

Crates::Crates(const Producers& producers, Toolchain& toolchain, const isa::Cpu& cpu,
               fs::path directory, TwinOfFile twin_of_file)
    : producers_(producers), toolchain_(toolchain), cpu_(cpu), directory_(std::move(directory)),
      twin_of_file_(std::move(twin_of_file)) {}

fs::path Crates::twin_of(const fs::path& file, Number maker, bool always,
                         std::vector<Task>& tasks) {
  const auto known = known_.find(file);
  if (known != known_.end()) return known->second;
  known_[file] = file;
  const Command& command = producers_.at(maker);
  const RustCall call = parse_rust_call(command.argv);
  const bool made_of_twins = uses_twins(call, maker, tasks);
  if (!always && !made_of_twins && is_clean(file)) return file;
  for (const fs::path& source : sources_of(call, command.directory, file)) {
    check_unchanged(source, file);
  }
  fs::path output = directory_ / std::to_string(maker) / file.filename();
  fs::create_directories(output.parent_path());
  Task task{output, command.directory, {}, command.environment};
  for (const Attempt attempt : k_attempts) {
    task.attempts.push_back(command_line(call, maker, output, attempt));
  }
  tasks.push_back(std::move(task));
  return known_[file] = output;
}

bool Crates::uses_twins(const RustCall& call, Number maker, std::vector<Task>& tasks) {
  bool found = false;
  for (const RustArgument& argument : call.arguments) {
    const std::string name = crate_file(argument);
    const fs::path file = absolute(maker, name);
    if (name.empty() || file.extension() == ".so") continue; // a macro: it runs inside of rustc
    const auto its_maker = producers_.maker_of(file, maker);
    if (its_maker) found = twin_of(file, *its_maker, false, tasks) != file || found;
  }
  return found;
}

Crates::Words Crates::command_line(const RustCall& call, Number maker, const fs::path& output,
                                   Attempt attempt) const {
  Words words = {toolchain_.program_for(producers_.at(maker).program, Attempt::recorded)};
  for (const auto& [file, twin] : known_) {
    if (file == twin || !is_archive(twin)) continue;
    words.push_back("-Ldependency=" + twin.parent_path().native());
  }
  for (const fs::path& library : c_libraries(call, maker)) {
    const fs::path twin = twin_of_file_(library, maker);
    if (twin != library) words.push_back("-Lnative=" + twin.parent_path().native());
  }
  for (const RustArgument& argument : call.arguments) {
    const Words kept = words_for(argument, maker, attempt);
    words.insert(words.end(), kept.begin(), kept.end());
  }
  words.insert(words.end(), {"--cap-lints=allow", "--emit=link", "-o", output});
  return words;
}

Crates::Words Crates::words_for(const RustArgument& argument, Number maker, Attempt attempt) const {
  if (is_dropped(argument)) return {};
  if (argument.option == "codegen") return codegen_words(argument, attempt);
  const auto twin = known_.find(absolute(maker, crate_file(argument)));
  if (argument.option != "extern" || twin == known_.end()) return argument.words;
  const std::string name = argument.value.substr(0, argument.value.find('=') + 1);
  return {"--extern", name + twin->second.native()};
}

Crates::Words Crates::codegen_words(const RustArgument& argument, Attempt attempt) const {
  const std::string value = argument.value.substr(argument.value.find('=') + 1);
  if (argument.is_codegen("linker")) {
    return {"-Clinker=" + toolchain_.program_for(value, attempt)};
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

fs::path Crates::absolute(Number maker, const std::string& file) const {
  return (producers_.at(maker).directory / file).lexically_normal();
}

bool Crates::is_clean(const fs::path& file) const {
  if (!is_archive(file)) return isa::scan(file, cpu_) == isa::Verdict::clean;
  const TemporaryDirectory members(directory_);
  if (run({"ar", "x", file.native(), "--output=" + members.path().native()}).status != 0)
    return false;
  return std::ranges::all_of(fs::directory_iterator(members.path()), [&](const auto& member) {
    const bool is_object = member.path().extension() == ".o";
    return !is_object || isa::scan(member.path(), cpu_) == isa::Verdict::clean;
  });
}

} // namespace crossrc::twin
