#include "supervise/recorder.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "base/untrusted.hpp"
#include "journal/named_files.hpp"
#include "journal/response.hpp"
#include "supervise/input_copy.hpp"
#include "supervise/remote.hpp"
#include "twin/compiler_call.hpp"
#include "twin/own_cpu.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <unistd.h>

namespace crossrc::supervise {
namespace {

using journal::Tool;

// Of the file that tells of this machine's CPU: nobody reads more.
constexpr unsigned k_most_lines = 1000;
constexpr size_t k_longest_line = 300;

bool was_started_by_a_tool(pid_t thread) {
  // The caller has not executed yet: its exe is still its parent's program.
  const std::string parent = read_proc_link(thread, "exe");
  const auto tool = journal::tool_of(parent);
  return tool == Tool::compiler || tool == Tool::launcher || tool == Tool::rust ||
         journal::is_part_of_compiler(parent);
}

bool is_there(pid_t thread, const std::string& program) {
  const auto as_seen = fmt::format("/proc/{}/root{}", thread, program);
  return ::access(program.c_str(), X_OK) == 0 || ::access(as_seen.c_str(), X_OK) == 0;
}

/// What it has beyond ours, which a twin's commands have too: cargo tells rustc much that way. The
/// descriptors of its job server are not open in ours.
bool matters_to_rustc(const std::string& variable) {
  const std::string name = variable.substr(0, variable.find('='));
  if (name == "MAKEFLAGS" || name == "MFLAGS" || name == "CARGO_MAKEFLAGS") return false;
  const char* ours = std::getenv(name.c_str());
  return ours == nullptr || variable.substr(std::min(name.size() + 1, variable.size())) != ours;
}

/// What a compiler reads as `-` has a name where it is a file, read from its beginning.
void name_standard_input(pid_t thread, std::vector<std::string>& argv) {
  for (size_t i = 1; i < argv.size(); ++i) {
    if (argv[i] != "-" || argv[i - 1] == "-o") continue;
    const auto state = read_proc_file(thread, "fdinfo/0");
    const std::filesystem::path file = read_proc_link(thread, "fd/0");
    std::error_code error;
    const bool is_whole = state && field_of(*state, "pos") == 0;
    if (is_whole && std::filesystem::is_regular_file(file, error)) argv[i] = file;
  }
}

/// What it writes to `-`, or preprocessed to nowhere else, where that is a new file.
void name_standard_output(pid_t thread, journal::Command& command) {
  const twin::CompilerCall call = twin::call_of(command);
  const bool is_stream =
      call.output ? *call.output == "-" : call.action == twin::Action::preprocess;
  if (!is_stream) return;
  const std::filesystem::path file = read_proc_link(thread, "fd/1");
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error) ||
      std::filesystem::file_size(file, error) != 0)
    return;
  auto& argv = command.argv;
  const auto names_stream = [](const std::string& option, const std::string& value) {
    return option == "-o" && value == "-";
  };
  if (const auto found = std::ranges::adjacent_find(argv, names_stream); found != argv.end())
    argv.erase(found, found + 2);
  argv.insert(argv.end(), {"-o", file});
}

std::vector<std::string> relevant_environment(const Notification& notification, Tool tool) {
  auto variables =
      read_string_array(notification.thread, notification.environment, notification.is_32bit);
  if (!variables) return {};
  std::erase_if(*variables, [&](const std::string& variable) {
    return tool == Tool::rust ? !matters_to_rustc(variable)
                              : !journal::matters_to_compilers(variable);
  });
  return std::move(*variables);
}

bool makes_library(const journal::Command& command) {
  const auto has = [&](std::string_view part) {
    return std::ranges::any_of(command.argv, [part](const std::string& word) {
      return word.find(part) != std::string::npos;
    });
  };
  if (command.tool == Tool::rust) return has("dylib");
  return (has("-shared") || has("-Bshareable")) && twin::makes_library(command);
}

journal::Writer open_journal(const std::filesystem::path& file, const Identity& master) {
  const ActingAs writer(master);
  return journal::Writer(file);
}

} // namespace

Recorder::Recorder(const std::filesystem::path& directory, const Identity& master)
    : master_(master), writer_(open_journal(directory / "commands", master)),
      keeper_(directory / "sources"), mark_(directory / "libraries"),
      libraries_(std::filesystem::exists(mark_) ? 1 : 0), own_cpu_(directory / "own-cpu") {}

void Recorder::consider(const Notification& notification, const std::string& path,
                        const Listener& listener, bool may_be_elsewhere) {
  const auto tool = journal::tool_of(path);
  if (!tool) return;
  const bool is_found = path.starts_with('/') && ::access(path.c_str(), X_OK) == 0;
  if (!is_found && !may_be_elsewhere && path.starts_with('/')) return;
  if (was_started_by_a_tool(notification.thread)) return;
  journal::Command command;
  command.tool = *tool;
  command.started = journal::now();
  command.directory = read_proc_link(notification.thread, "cwd");
  command.program = (command.directory / path).lexically_normal();
  if (!is_found && !is_there(notification.thread, command.program)) return;
  auto argv = read_string_array(notification.thread, notification.arguments, notification.is_32bit);
  if (!argv || argv->empty()) return;
  command.argv = *tool == Tool::rust ? journal::expand_rust_argument_files(*argv, command.directory)
                                     : journal::expand_response_files(*argv, command.directory);
  if (*tool == Tool::compiler || *tool == Tool::launcher || *tool == Tool::rust) {
    command.environment = relevant_environment(notification, *tool);
    name_standard_input(notification.thread, command.argv);
  }
  if (*tool == Tool::compiler) name_standard_output(notification.thread, command);
  if (!listener.is_waiting(notification.id)) return;
  writer_.append(command);
  if (makes_library(command)) note_library();
  note_own_cpu(command);
  if (*tool == Tool::compiler || *tool == Tool::launcher || *tool == Tool::assembler ||
      *tool == Tool::linker)
    keep_sources(command, notification, listener);
}

void Recorder::note_library() {
  if (libraries_++ > 0) return;
  const ActingAs writer(master_);
  replace_file(mark_, "");
}

/// Version scripts, specs, configurations: tools remove what they wrote for a command.
void Recorder::keep_named_files(const journal::Command& command, const twin::CompilerCall& call) {
  const auto consider = [&](const std::string& word) {
    for (const auto& [at, size] : journal::names_in(word))
      keeper_.consider_named(command, word.substr(at, size));
  };
  for (const std::string& variable : command.environment) consider(variable);
  for (const twin::Argument& argument : call.arguments) {
    const bool is_macro = argument.words.front().starts_with("-D");
    const bool is_source = argument.kind == twin::ArgumentKind::input && twin::is_source(argument);
    if (is_macro || is_source || argument.kind == twin::ArgumentKind::output) continue;
    for (const std::string& word : argument.words) consider(word);
  }
}

void Recorder::note_own_cpu(const journal::Command& command) {
  const std::string flag = twin::own_cpu_flag(command);
  if (flag.empty() || own_cpu_lines_++ >= k_most_lines) return;
  const std::string said =
      fmt::format("{} in {}: {}", flag, command.directory.native(), join(command.argv, " "));
  const ActingAs writer(master_);
  append_line(own_cpu_, harmless(said, k_longest_line));
}

void Recorder::keep_sources(const journal::Command& command, const Notification& notification,
                            const Listener& listener) {
  const ActingAs reader(master_);
  const twin::CompilerCall call = twin::call_of(command);
  keep_named_files(command, call);
  for (const twin::Argument& argument : call.arguments) {
    const bool is_input = argument.kind == twin::ArgumentKind::input && !argument.for_linker;
    if (!is_input || !twin::is_source(argument)) continue;
    const bool is_stream = argument.value == "-" || argument.value == "/dev/stdin";
    if (!is_stream)
      keeper_.consider(command, argument.value);
    else if (!twin::outputs_of(call, command.directory).empty())
      copy_standard_input(notification, listener, keeper_.place_of(command, argument.value));
  }
}

} // namespace crossrc::supervise
