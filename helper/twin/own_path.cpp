#include "twin/own_path.hpp"

#include "isa/loaded.hpp"
#include "twin/c_part.hpp"
#include "twin/c_sources.hpp"
#include "twin/identity.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace fs = std::filesystem;

namespace crossrc::twin {

bool may_ask_for_itself(const fs::path& program) {
  const auto elf = isa::ElfFile::open(program);
  if (!elf) return false;
  return !elf->has_interpreter() || isa::may_open_libraries(program) ||
         elf->imports({"readlink", "readlinkat", "realpath", "__readlink_chk", "__readlinkat_chk",
                       "__realpath_chk", "getauxval"}) ||
         elf->has_symbol_prefix("_ZNSt10filesystem");
}

Part plan_own_path(Site& site, const isa::ElfFile& program) {
  std::vector<std::string> options = {"-c", "-fPIC"};
  if (!program.has_interpreter()) options.emplace_back("-DSTATICALLY");
  const auto machine = machine_options(program);
  const std::string kind = fingerprint(fmt::format("{}", fmt::join(machine, " "))) +
                           (program.has_interpreter() ? "" : "-static");
  return plan_c_part(site, site.directory / "own-path" / kind / "own-path.o", k_own_path_source,
                     options, machine);
}

std::vector<std::string> own_path_options(const isa::ElfFile& program) {
  return program.has_interpreter() ? std::vector<std::string>{}
                                   : std::vector<std::string>{"--wrap=realpath"};
}

void note_origin(const fs::path& twin, const fs::path& program) {
  const fs::path origin = twin.parent_path() / "origin";
  std::error_code error; // it is there
  fs::create_symlink(program, origin, error);
}

} // namespace crossrc::twin
