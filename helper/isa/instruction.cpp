#include "isa/instruction.hpp"

#include <array>

namespace crossrc::isa {
namespace {

ZydisMachineMode machine_mode(Mode mode) {
  return mode == Mode::bits64 ? ZYDIS_MACHINE_MODE_LONG_64 : ZYDIS_MACHINE_MODE_LONG_COMPAT_32;
}

ZydisDecoder make_decoder(Mode mode) {
  ZydisDecoder decoder;
  ZydisDecoderInit(&decoder, machine_mode(mode),
                   mode == Mode::bits64 ? ZYDIS_STACK_WIDTH_64 : ZYDIS_STACK_WIDTH_32);
  // A CPU without LZCNT or TZCNT runs them as bsr and bsf: wrong, without a trap. Zydis must tell
  // them apart as a new CPU would, which is its default.
  return decoder;
}

} // namespace

std::optional<Instruction> decode(std::span<const uint8_t> code, Mode mode, uint64_t address) {
  ZydisDisassembledInstruction instruction;
  if (!ZYAN_SUCCESS(ZydisDisassembleIntel(machine_mode(mode), address, code.data(), code.size(),
                                          &instruction))) {
    return std::nullopt;
  }
  return Instruction{instruction.text, std::string(extension_name(instruction.info.meta.isa_set))};
}

bool is_deliberate_trap(std::span<const uint8_t> code) {
  return code.size() >= 2 && code[0] == 0x0f &&
         (code[1] == 0x0b || code[1] == 0xb9 || code[1] == 0xff);
}

std::optional<size_t> find_foreign(std::span<const uint8_t> code, Mode mode, const Cpu& cpu) {
  const ZydisDecoder decoder = make_decoder(mode);
  ZydisDecodedInstruction instruction;
  size_t offset = 0;
  while (offset < code.size()) {
    const ZyanStatus status = ZydisDecoderDecodeInstruction(&decoder, nullptr, code.data() + offset,
                                                            code.size() - offset, &instruction);
    if (!ZYAN_SUCCESS(status)) {
      ++offset;
      continue;
    }
    if (cpu.lacks(instruction.meta.isa_set)) return offset;
    offset += instruction.length;
  }
  return std::nullopt;
}

} // namespace crossrc::isa
