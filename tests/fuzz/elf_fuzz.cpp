// The scan of programs, objects and static libraries: any file at all, and any bytes as code.
#include "input.hpp"
#include "isa/archive.hpp"
#include "isa/instruction.hpp"
#include "isa/scan.hpp"

#include <fmt/format.h>

using namespace crossrc;

namespace {

const isa::Cpu& cpu() {
  static const isa::Cpu cpu = isa::Cpu::without("FMA4 XOP TBM AVX512F_512");
  return cpu;
}

void check_elf(std::span<const uint8_t> content) {
  const auto elf = isa::ElfFile::in_memory(content);
  if (!elf) return;
  // What is asked of it must come back, whatever it is.
  static_cast<void>(isa::scan(*elf, cpu()));
  for (const std::string& path : {elf->interpreter(), elf->soname()})
    fuzz::require(path.size() <= content.size());
  for (const auto& list : {elf->needed(), elf->run_path()})
    fuzz::require(list.size() <= content.size());
  static_cast<void>(elf->has_lto_code());
  static_cast<void>(elf->has_symbol_prefix("__gcov_"));
}

void check_archive(const Fd& fd) {
  const auto archive = isa::Archive::open(fmt::format("/proc/self/fd/{}", fd.get()));
  if (!archive) return;
  for (const isa::ArchiveMember& member : archive->members()) check_elf(member.bytes);
}

void check_code(std::span<const uint8_t> code, isa::Mode mode) {
  const auto foreign = isa::find_foreign(code, mode, cpu());
  fuzz::require(!foreign || *foreign < code.size());
  if (foreign) fuzz::require(isa::decode(code.subspan(*foreign), mode, 0x1000).has_value());
  static_cast<void>(isa::is_deliberate_trap(code));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const uint8_t> content(data, size);
  check_elf(content);
  check_archive(fuzz::file(fuzz::text(data, size)));
  check_code(content, isa::Mode::bits32);
  check_code(content, isa::Mode::bits64);
  return 0;
}
