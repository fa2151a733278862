#include "twin/audit.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "isa/elf.hpp"
#include "twin/c_part.hpp"
#include "twin/c_sources.hpp"
#include "twin/identity.hpp"

#include <array>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

constexpr std::string_view k_variable = "LD_AUDIT=";
// With an audit library, glibc makes the room for libraries' thread-local storage before it knows
// them, and this decides how much (glibc manual, Dynamic Linking Tunables).
constexpr std::string_view k_tunables = "GLIBC_TUNABLES=";
constexpr std::string_view k_room = "glibc.rtld.optional_static_tls=65536";
constexpr size_t k_room_without = 1024;

/// Puts `text` in front of what the variable has.
void prepend(std::vector<std::string>& environment, std::string_view variable,
             const std::string& text) {
  for (std::string& entry : environment) {
    if (!entry.starts_with(variable)) continue;
    entry.insert(variable.size(), text + ':');
    return;
  }
  environment.push_back(std::string(variable) + text);
}

/// As the audit library writes it.
std::string state_of(const fs::path& library) {
  struct stat info {};
  if (::stat(library.c_str(), &info) != 0) return "";
  return fmt::format("-{:x}-{:x}-{:x}-{:x}-{:x}", ::major(info.st_dev), ::minor(info.st_dev),
                     info.st_ino, info.st_ctim.tv_sec, info.st_ctim.tv_nsec);
}

/// In C, without a character that C would take for its own.
std::string array_of(const std::string& name, std::string_view text) {
  std::string numbers;
  for (const char c : text) numbers += fmt::format("{}, ", static_cast<int>(c));
  return fmt::format("static const char {}[] = {{{}0}};\n", name, numbers);
}

std::string source_for(const Site& site) {
  std::string trees;
  for (const fs::path& tree : site.trees) trees += (tree / "").native() + '\0';
  return array_of("directory", site.directory.native()) + array_of("trees", trees) + k_audit_source;
}

} // namespace

fs::path question_path(const fs::path& directory) {
  return directory / "ask";
}

void tell_loaders(const fs::path& directory, const fs::path& library, const fs::path& twin) {
  const std::string state = state_of(library);
  if (state.empty()) return;
  const fs::path answers = directory / "loaded";
  const fs::path answer = answers / state;
  const fs::path unfinished = answer.native() + fmt::format(".{}", ::gettid());
  fs::create_directories(answers);
  fs::create_symlink(twin == library ? "-" : twin, unfinished);
  fs::rename(unfinished, answer);
}

fs::path audit_library(const fs::path& directory, const std::vector<std::string>& machine) {
  return directory / "audit" / fingerprint(fmt::format("{}", fmt::join(machine, " "))) / "audit.so";
}

Part plan_audit_library(Site& site, const std::vector<std::string>& machine) {
  const fs::path library = audit_library(site.directory, machine);
  return plan_c_part(site, library, source_for(site),
                     {"-shared", "-fPIC", "-nostdlib", "-ffreestanding", "-Xlinker",
                      "-soname=" + library.native()},
                     machine);
}

std::vector<std::string> audit_options(const fs::path& audit) {
  return {"--push-state", "--no-as-needed", audit, "--pop-state"};
}

void mark_audit_library(const fs::path& program, const fs::path& audit) {
  const auto elf = isa::ElfFile::open(program);
  const auto place = elf ? elf->place_of_needed(audit.native()) : std::nullopt;
  if (!place)
    throw TwinError(fmt::format("its linker left out the audit library \"{}\"", audit.native()));
  const Fd file = open_file(program, O_WRONLY);
  constexpr std::array<uint8_t, 4> tag = {0xfc, 0xfe, 0xff, 0x6f}; // DT_AUDIT, in 64 bits as well
  if (::pwrite(file.get(), tag.data(), tag.size(), static_cast<off_t>(*place)) !=
      static_cast<ssize_t>(tag.size()))
    throw SystemError("pwrite", program.native());
}

Part plan_namespace_part(Site& site, const std::vector<std::string>& machine) {
  const fs::path kind = fingerprint(fmt::format("{}", fmt::join(machine, " ")));
  return plan_c_part(site, site.directory / "namespace" / kind / "dlmopen.o", source_for(site),
                     {"-c", "-fPIC", "-DIN_A_PROGRAM"}, machine);
}

std::vector<std::string> with_audit_library(std::vector<std::string> environment,
                                            const fs::path& directory) {
  prepend(environment, k_variable, audit_library(directory));
  prepend(environment, k_tunables, std::string(k_room));
  return environment;
}

bool has_room_for_audit(const fs::path& program, const isa::Loading& loading) {
  return isa::thread_storage_of_libraries(program, loading) <= k_room_without;
}

} // namespace crossrc::twin
