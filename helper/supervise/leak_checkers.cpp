#include "supervise/leak_checkers.hpp"

#include "isa/elf.hpp"

namespace crossrc::supervise {

bool LeakCheckers::contain(const Program& program) {
  const auto [entry, is_new] = known_.try_emplace(program.identity, false);
  if (is_new) {
    const auto elf = isa::ElfFile::open(program.path);
    entry->second = elf && (elf->has_symbol_prefix("__lsan_") || elf->has_symbol_prefix("__asan_"));
  }
  return entry->second;
}

} // namespace crossrc::supervise
