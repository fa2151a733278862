#pragma once

#include "isa/cpu.hpp"
#include "isa/elf.hpp"

#include <filesystem>
#include <optional>

namespace crossrc::isa {

/// What the scan says of a file.
enum class Verdict {
  clean,   ///< nothing in its code that the CPU lacks
  foreign, ///< it has instructions that the CPU lacks
  unknown  ///< no x86 ELF file, or its code is made later (link-time optimization)
};

/// Decodes the code of one ELF file: an object, a program or a library, without those it needs.
Verdict scan(const std::filesystem::path& path, const Cpu& cpu);
Verdict scan(const ElfFile& elf, const Cpu& cpu);

/// The code of `elf` from the first instruction on that the CPU lacks. In a static program what is
/// the C library's does not count where that asks which CPU it has (guarded_code.hpp), as it does
/// not in the shared one.
std::optional<Code> find_foreign(const ElfFile& elf, const Cpu& cpu);

} // namespace crossrc::isa
