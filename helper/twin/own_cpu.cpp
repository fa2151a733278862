#include "twin/own_cpu.hpp"

#include "isa/own_cpu.hpp"
#include "twin/compiler_call.hpp"
#include "twin/rust_call.hpp"

#include <algorithm>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

bool is_in_a_trial(const fs::path& directory) {
  return std::ranges::any_of(directory, [](const fs::path& part) {
    const std::string& name = part.native();
    return name == "CMakeTmp" || name.starts_with("CMakeScratch") || name == "meson-private";
  });
}

bool is_of_a_trial(const journal::Command& command, const Argument& source) {
  const fs::path file = (command.directory / source.value).lexically_normal();
  return source.value == "-" || file.stem() == "conftest" || is_in_a_trial(file.parent_path()) ||
         is_in_a_trial(command.directory);
}

bool makes_code(const journal::Command& command) {
  if (command.tool == journal::Tool::rust)
    return !outputs_of(parse_rust_call(command.argv), command.directory).empty();
  const CompilerCall call = call_of(command);
  if (call.action == Action::nothing || call.action == Action::preprocess) return false;
  return std::ranges::any_of(call.arguments, [&](const Argument& argument) {
    return argument.kind == ArgumentKind::input && is_source(argument) &&
           !is_of_a_trial(command, argument);
  });
}

} // namespace

std::string own_cpu_flag(const journal::Command& command) {
  const bool compiles = command.tool == journal::Tool::compiler ||
                        command.tool == journal::Tool::launcher ||
                        command.tool == journal::Tool::rust;
  if (!compiles) return {};
  std::string flag = isa::own_cpu_flag(command.argv);
  return !flag.empty() && makes_code(command) ? flag : std::string();
}

} // namespace crossrc::twin
