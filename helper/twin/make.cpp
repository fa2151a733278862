#include "twin/make.hpp"

#include "isa/elf.hpp"
#include "isa/loaded.hpp"
#include "journal/journal.hpp"
#include "twin/builder.hpp"

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

std::optional<isa::Instruction> find_foreign_in(const fs::path& file, const isa::Cpu& cpu) {
  const auto elf = isa::ElfFile::open(file);
  if (!elf) return std::nullopt;
  for (const isa::Code& run : elf->code()) {
    const auto offset = isa::find_foreign(run.bytes, elf->mode(), cpu);
    if (offset) return isa::decode(run.bytes.subspan(*offset), elf->mode(), run.address + *offset);
  }
  return std::nullopt;
}

} // namespace

std::optional<isa::Instruction>
find_foreign_code(const fs::path& program, std::string_view library_path, const Setting& setting) {
  const isa::Cpu cpu = isa::Cpu::detect();
  if (auto found = find_foreign_in(program, cpu)) return found;
  for (const fs::path& library : isa::libraries_of(program, library_path, setting.trees)) {
    if (auto found = find_foreign_in(library, cpu)) return found;
  }
  return std::nullopt;
}

fs::path make_twin(const fs::path& program, const Setting& setting) {
  const isa::Cpu cpu = isa::Cpu::detect();
  const Producers producers(journal::read(setting.journal));
  Toolchain toolchain(setting.toolchain);
  fs::create_directories(setting.directory);
  Builder builder(producers, toolchain, cpu, {setting.directory, setting.trees, setting.jobs});
  return builder.make(program);
}

} // namespace crossrc::twin
