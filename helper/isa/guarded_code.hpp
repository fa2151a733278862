// What a static program has of the C library and of the compilers' own libraries.
#pragma once

#include "isa/cpu.hpp"
#include "isa/instruction.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <utility>
#include <vector>

namespace crossrc::isa {

/// Machine code that has instructions which this CPU lacks and still runs on it: the builder's own
/// static libraries look which CPU they have before they come to it (glibc's
/// sysdeps/x86/cpu-features.c, GCC's __builtin_cpu_supports). It is known by its bytes.
class GuardedCode {
public:
  /// The sections of objects in `libraries`, for programs of `mode`, that have what `cpu` lacks.
  GuardedCode(const std::vector<std::filesystem::path>& libraries, Mode mode, const Cpu& cpu);

  /// Where they are in `code`, whole, but for the addresses that a linker fills in: the offsets of
  /// the first byte of each and of the one behind its last, in their order.
  [[nodiscard]] std::vector<std::pair<size_t, size_t>> find_in(std::span<const uint8_t> code) const;

private:
  struct Section {
    std::vector<uint8_t> bytes;
    std::vector<bool> is_fixed; ///< false where a linker may write
    size_t anchor = 0;          ///< the longest run of fixed bytes
    size_t anchor_size = 0;
  };

  void add(std::span<const uint8_t> bytes, const std::vector<uint64_t>& relocations);
  static bool is_at(const Section& section, std::span<const uint8_t> code, size_t offset);

  std::vector<Section> sections_;
};

/// The builder's static libraries of that kind: libc.a, libm.a and what GCC has beside its cc1.
std::vector<std::filesystem::path> libraries_of_compilers();

} // namespace crossrc::isa
