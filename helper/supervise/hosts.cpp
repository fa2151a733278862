#include "supervise/hosts.hpp"

#include "base/text.hpp"
#include "isa/elf.hpp"
#include "journal/tool.hpp"
#include "supervise/macro_host.hpp"
#include "supervise/remote.hpp"
#include "twin/identity.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace fs = std::filesystem;

namespace crossrc::supervise {
namespace {

/// They could load something, but only start others, and are started thousands of times.
bool only_starts_others(const fs::path& program) {
  constexpr std::string_view names[] = {"sh",  "bash",    "dash", "ksh",   "mksh",   "zsh",
                                        "env", "busybox", "make", "gmake", "sudo",   "nice",
                                        "git", "ninja",   "samu", "sed",   "timeout"};
  return std::ranges::find(names, journal::plain_name(program.native())) != std::end(names);
}

/// The parts of compilers that load them.
bool takes_plugins(const fs::path& program) {
  const std::string name = program.filename();
  return name.starts_with("cc1") || journal::plain_name(name).starts_with("clang");
}

/// What a journal has, which is executed more often than all else.
bool is_tool(const fs::path& program) {
  return journal::tool_of(program.native()) || journal::is_part_of_compiler(program.native());
}

} // namespace

bool Hosts::may_be(const Notification& notification, const std::string& path) {
  if (libraries_ == 0 && !compiles_rust(path)) return false;
  const fs::path program = program_behind(notification, path);
  if (program.empty()) return false;
  const pid_t thread = notification.thread;
  const auto argv = read_string_array(thread, notification.arguments, notification.is_32bit);
  const auto environment =
      read_string_array(thread, notification.environment, notification.is_32bit);
  if (!argv || !environment) return false;
  return may_be(program, *argv, loading_in(*environment, read_proc_link(thread, "cwd")));
}

bool Hosts::may_be(const Program& program) {
  return may_be(program.path, program.argv, program.loading);
}

bool Hosts::may_be(const fs::path& program, const std::vector<std::string>& argv,
                   const isa::Loading& loading) {
  if (compiles_rust(program)) return loads_macros(program, argv, loading.directory, watch_);
  if (libraries_ == 0) return false;
  if (is_led_into_trees(loading)) return true;
  if (is_tool(program)) return takes_plugins(program) && names_plugin(argv, loading.directory);
  return !only_starts_others(program) && opens_libraries(program);
}

/// `-fplugin=FILE` of gcc(1) and clang(1), `-load FILE` of clang's own.
bool Hosts::names_plugin(const std::vector<std::string>& argv, const fs::path& directory) const {
  const bool loads = std::ranges::find(argv, "-load") != argv.end();
  return std::ranges::any_of(argv, [&](const std::string& word) {
    const bool is_option = word.starts_with("-fplugin=") || word.starts_with("-fpass-plugin=");
    const fs::path file = is_option ? word.substr(word.find('=') + 1) : word;
    return (is_option || (loads && file.extension() == ".so")) &&
           watch_.covers((directory / file).lexically_normal());
  });
}

bool Hosts::is_led_into_trees(const isa::Loading& loading) const {
  std::string places = loading.library_path + ':' + loading.preload;
  std::ranges::replace(places, ' ', ':');
  return std::ranges::any_of(split(places, ':'), [&](std::string_view place) {
    return !place.empty() && watch_.covers((loading.directory / place).lexically_normal());
  });
}

/// By itself or in the libraries that it is linked with.
bool Hosts::opens_libraries(const fs::path& program) {
  const auto identity = twin::identity_of(program);
  if (!identity) return false;
  const auto [entry, is_new] = opens_.try_emplace(*identity, false);
  if (!is_new) return entry->second;
  const auto elf = isa::ElfFile::open(program);
  if (!elf || !elf->has_interpreter()) return false;
  std::vector<fs::path> files =
      isa::libraries_of(program, {"/", isa::default_library_path("/"), ""}, {"/"});
  files.insert(files.begin(), program);
  return entry->second = std::ranges::any_of(files, [](const fs::path& file) {
           const auto library = isa::ElfFile::open(file);
           return library && library->imports({"dlopen", "dlmopen"});
         });
}

bool Hosts::is_known(const Program& program) const {
  return known_.contains(program.identity);
}

void Hosts::learn(const Program& program) {
  known_.insert(program.identity);
}

std::optional<std::string> Hosts::question(const Program& program) const {
  if (compiles_rust(program.path)) return std::nullopt;
  return fmt::format("libraries {}", libraries_);
}

} // namespace crossrc::supervise
