#pragma once

#include "isa/cpu.hpp"
#include "isa/elf.hpp"

#include <filesystem>

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

} // namespace crossrc::isa
