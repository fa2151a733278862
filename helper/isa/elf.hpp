// What crossrc asks of an ELF file, read through elfutils' libelf (elf(5), gelf.h).
#pragma once

#include "base/fd.hpp"
#include "isa/instruction.hpp"

#include <filesystem>
#include <functional>
#include <gelf.h>
#include <libelf.h>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crossrc::isa {

enum class ElfKind { object, program, library, other };

/// A run of machine code: bytes that belong to the ElfFile, and their address or file offset.
struct Code {
  std::span<const uint8_t> bytes;
  uint64_t address = 0;
};

/// A section of machine code of an object, and the offsets in it where a linker fills in addresses.
struct ObjectCode {
  std::span<const uint8_t> bytes; ///< belong to the ElfFile
  std::vector<uint64_t> relocations;
};

/// What is loaded of a file, but for what its dynamic section says: in the order of the file.
struct Loaded {
  uint64_t address = 0;
  uint64_t size = 0;
  uint64_t flags = 0;
  uint32_t type = 0;
  std::span<const uint8_t> bytes; ///< none of what is zero at the start
};

/// One x86 ELF file, open for reading.
class ElfFile {
public:
  /// Nothing where `path` cannot be read or is no ELF file for x86 (i386 or x86-64).
  static std::optional<ElfFile> open(const std::filesystem::path& path);

  /// The same for a file's content, which must outlive what is returned.
  static std::optional<ElfFile> in_memory(std::span<const uint8_t> content);

  [[nodiscard]] Mode mode() const;
  [[nodiscard]] ElfKind kind() const;
  /// True if the kernel starts a loader for it (it has PT_INTERP).
  [[nodiscard]] bool has_interpreter() const { return !interpreter().empty(); }
  /// The loader's path as written in PT_INTERP, or empty.
  [[nodiscard]] std::string interpreter() const;
  /// DT_NEEDED in order; empty for a static program or an object.
  [[nodiscard]] std::vector<std::string> needed() const;
  /// Where in the file the entry of DT_NEEDED is that has this name.
  [[nodiscard]] std::optional<uint64_t> place_of_needed(const std::string& name) const;
  /// The directories of DT_RUNPATH or DT_RPATH as written, with `$ORIGIN` and all.
  [[nodiscard]] std::vector<std::string> run_path() const;
  /// True where they are DT_RPATH's: they come before LD_LIBRARY_PATH, and hold for the libraries
  /// that this one loads, too.
  [[nodiscard]] bool has_old_run_path() const;
  /// DT_SONAME, or empty.
  [[nodiscard]] std::string soname() const;
  /// Bytes of thread-local storage (PT_TLS).
  [[nodiscard]] size_t thread_storage() const;
  /// What is behind all that its headers tell of: programs find their own data there. Its bytes
  /// belong to the ElfFile.
  [[nodiscard]] std::span<const uint8_t> appended() const;
  /// The executable sections, or the executable segments of a file without section headers.
  [[nodiscard]] std::vector<Code> code() const;
  /// The executable sections of an object.
  [[nodiscard]] std::vector<ObjectCode> object_code() const;
  /// True if `other` loads the same code and data to the same places, whatever else is in the
  /// files: what strip, objcopy and changes of the run path in its place (chrpath, CMake, Meson)
  /// leave. Never for objects: what their code refers to is elsewhere.
  [[nodiscard]] bool has_image_of(const ElfFile& other) const;
  /// True if code for a link-time optimizer is in it: its machine code is made at link time.
  [[nodiscard]] bool has_lto_code() const;
  [[nodiscard]] bool has_symbol_prefix(std::string_view prefix) const;
  /// True if it wants any of these functions of another file (a dynamic symbol that is undefined).
  [[nodiscard]] bool imports(const std::vector<std::string_view>& functions) const;

private:
  struct End {
    void operator()(Elf* elf) const { elf_end(elf); }
  };
  ElfFile(Fd fd, std::unique_ptr<Elf, End> elf) : fd_(std::move(fd)), elf_(std::move(elf)) {}

  /// Of the dynamic section's entries with that tag: their strings, and their places in the file.
  [[nodiscard]] std::vector<std::pair<std::string, uint64_t>> dynamic_entries(int64_t tag) const;
  [[nodiscard]] std::vector<std::string> dynamic_strings(int64_t tag) const;
  [[nodiscard]] std::vector<Loaded> loaded() const;
  /// True if `accept` is, of any symbol of the tables of type `table`, with its name.
  [[nodiscard]] bool
  any_symbol(uint32_t table,
             const std::function<bool(const GElf_Sym&, std::string_view)>& accept) const;

  Fd fd_;
  std::unique_ptr<Elf, End> elf_;
};

} // namespace crossrc::isa
