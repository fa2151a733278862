#include "isa/scan.hpp"

#include "isa/guarded_code.hpp"

namespace crossrc::isa {
namespace {

bool is_static_program(const ElfFile& elf) {
  return elf.kind() == ElfKind::program && !elf.has_interpreter() && elf.needed().empty();
}

Code from(const Code& code, size_t offset) {
  return {code.bytes.subspan(offset), code.address + offset};
}

/// As find_foreign(), in what lies before, between and behind the ranges.
std::optional<Code> find_foreign_outside(const std::vector<std::pair<size_t, size_t>>& ranges,
                                         const Code& code, Mode mode, const Cpu& cpu) {
  size_t at = 0;
  for (const auto& [start, end] : ranges) {
    if (start > at) {
      const auto offset = find_foreign(code.bytes.subspan(at, start - at), mode, cpu);
      if (offset) return from(code, at + *offset);
    }
    at = std::max(at, end);
  }
  const auto offset = find_foreign(code.bytes.subspan(at), mode, cpu);
  return offset ? std::optional(from(code, at + *offset)) : std::nullopt;
}

} // namespace

Verdict scan(const std::filesystem::path& path, const Cpu& cpu) {
  const auto elf = ElfFile::open(path);
  return elf ? scan(*elf, cpu) : Verdict::unknown;
}

Verdict scan(const ElfFile& elf, const Cpu& cpu) {
  if (elf.has_lto_code()) return Verdict::unknown;
  return find_foreign(elf, cpu) ? Verdict::foreign : Verdict::clean;
}

std::optional<Code> find_foreign(const ElfFile& elf, const Cpu& cpu) {
  std::optional<GuardedCode> guarded;
  for (const Code& code : elf.code()) {
    const auto offset = find_foreign(code.bytes, elf.mode(), cpu);
    if (!offset) continue;
    if (!is_static_program(elf)) return from(code, *offset);
    if (!guarded) guarded.emplace(libraries_of_compilers(), elf.mode(), cpu);
    const auto ranges = guarded->find_in(code.bytes);
    if (auto found = find_foreign_outside(ranges, code, elf.mode(), cpu)) return found;
  }
  return std::nullopt;
}

} // namespace crossrc::isa
