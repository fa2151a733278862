#include "isa/scan.hpp"

#include <algorithm>

namespace crossrc::isa {

Verdict scan(const std::filesystem::path& path, const Cpu& cpu) {
  const auto elf = ElfFile::open(path);
  return elf ? scan(*elf, cpu) : Verdict::unknown;
}

Verdict scan(const ElfFile& elf, const Cpu& cpu) {
  if (elf.has_lto_code()) return Verdict::unknown;
  const auto code = elf.code();
  const bool foreign = std::any_of(code.begin(), code.end(), [&](const Code& run) {
    return find_foreign(run.bytes, elf.mode(), cpu).has_value();
  });
  return foreign ? Verdict::foreign : Verdict::clean;
}

} // namespace crossrc::isa
