#include "isa/circumstances.hpp"

#include "base/text.hpp"
#include "isa/cpu.hpp"
#include "isa/elf.hpp"
#include "isa/loaded.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <set>
#include <sys/stat.h>

namespace fs = std::filesystem;

namespace crossrc::isa {
namespace {

using Words = std::vector<std::string>;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// What GCC, clang and rustc read that chooses another compiler or other flags.
constexpr const char* k_variables[] = {
    "CCC_OVERRIDE_OPTIONS", "COMPILER_PATH", "GCC_EXEC_PREFIX", "GCC_SPECS",
    "LD_LIBRARY_PATH",      "PATH",          "RUSTC",           "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN"};

/// Where Gentoo keeps clang's configuration files, and which GCC is selected.
constexpr const char* k_settings[] = {"/etc/clang", "/etc/env.d/gcc"};

std::string identity_of(const fs::path& file) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) return {};
  return fmt::format("{} {}:{} {} {}.{} {}.{}\n", file.string(), info.st_dev, info.st_ino,
                     info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec, info.st_ctim.tv_sec,
                     info.st_ctim.tv_nsec);
}

/// Every file that `name` may mean: a wrapper may stand before the compiler in PATH.
std::vector<fs::path> files_of(const std::string& name) {
  if (name.find('/') != std::string::npos) return {name};
  const std::string path = variable("PATH");
  std::vector<fs::path> files;
  for (const std::string_view directory : split(path, ':')) {
    std::error_code error;
    fs::path file = fs::path(directory) / name;
    if (fs::is_regular_file(file, error)) files.push_back(std::move(file));
  }
  return files;
}

/// The programs of a command, and those that rustc_needs() asks beside it.
Words programs_of(const Words& command) {
  Words programs;
  std::copy_if(command.begin(), command.end(), std::back_inserter(programs),
               [](const std::string& word) { return !word.starts_with('-'); });
  const bool is_rust = std::any_of(programs.begin(), programs.end(), [](const auto& program) {
    return program.find("rustc") != std::string::npos;
  });
  if (is_rust) programs.insert(programs.end(), {"clang", "gcc"});
  return programs;
}

/// False for what does not tell what it runs: scripts, and rustup, which asks a file of the user's.
bool add_program(const fs::path& file, std::set<std::string>& lines) {
  std::error_code error;
  const fs::path real = fs::canonical(file, error);
  if (error || real.filename() == "rustup" || !ElfFile::open(real)) return false;
  lines.insert(identity_of(file));
  lines.insert(real.string() + "\n");
  Loading loading{real.parent_path(), variable("LD_LIBRARY_PATH"), ""};
  loading.library_path += default_library_path("/");
  for (const fs::path& library : libraries_of(real, loading, {"/"}))
    lines.insert(identity_of(library));
  return true;
}

void add_settings(std::set<std::string>& lines) {
  for (const char* directory : k_settings) {
    std::error_code error;
    for (const auto& entry :
         fs::recursive_directory_iterator(variable("EPREFIX") + directory, error))
      lines.insert(identity_of(entry.path()));
  }
}

} // namespace

std::optional<std::string> circumstances_of(const Words& command) {
  std::set<std::string> files{identity_of("/proc/self/exe")};
  const Words programs = programs_of(command);
  for (const std::string& program : programs) {
    for (const fs::path& file : files_of(program)) {
      if (!add_program(file, files)) return std::nullopt;
    }
  }
  add_settings(files);
  std::string text = "cpu " + identity_of_this_cpu() + "\n";
  for (const char* name : k_variables) text += fmt::format("{}={}\n", name, variable(name));
  for (const std::string& file : files) text += file;
  const bool is_plain = text.find("\n\n") == std::string::npos;
  return is_plain ? std::optional(std::move(text)) : std::nullopt;
}

} // namespace crossrc::isa
