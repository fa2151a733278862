#pragma once

#include "isa/cpu.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace crossrc::isa {

enum class Mode { bits32, bits64 };

/// One machine instruction in words for people.
struct Instruction {
  std::string text;      ///< Intel syntax: `vfmaddsd xmm0, xmm1, xmm2, xmm3`
  std::string extension; ///< what the CPU must have: `FMA4`
};

/// The instruction at the start of `code`, which lies at `address`; nothing if it is none.
std::optional<Instruction> decode(std::span<const uint8_t> code, Mode mode, uint64_t address);

/// True for ud0, ud1 and ud2: a program that executes one means to die (__builtin_trap, UBSan).
bool is_deliberate_trap(std::span<const uint8_t> code);

/// The offset of the first instruction in `code` that `cpu` lacks, found by a linear sweep. Bytes
/// that decode to nothing are passed over one by one, so data between functions can at worst look
/// foreign: the price is a twin that was not needed.
std::optional<size_t> find_foreign(std::span<const uint8_t> code, Mode mode, const Cpu& cpu);

} // namespace crossrc::isa
