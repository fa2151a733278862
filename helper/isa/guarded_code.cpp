#include "isa/guarded_code.hpp"

#include "base/text.hpp"
#include "isa/archive.hpp"
#include "isa/elf.hpp"
#include "isa/loaded.hpp"

#include <algorithm>

namespace fs = std::filesystem;

namespace crossrc::isa {
namespace {

/// Fewer bytes in a row might be anybody's.
constexpr size_t k_shortest_anchor = 8;

/// What linkers write around the offset of a relocation: the opcode before it, where they have a
/// shorter way than the GOT (psABI for x86-64, B.2), and up to eight bytes from it on.
constexpr uint64_t k_before = 4;
constexpr uint64_t k_from = 8;

/// Sanitizers and profilers go with programs that are instrumented throughout.
bool is_wanted(const fs::path& library) {
  constexpr size_t k_largest = 64UL << 20U;
  const std::string name = library.filename();
  std::error_code error;
  return name.starts_with("lib") && name.ends_with(".a") && name.find("san") == std::string::npos &&
         fs::file_size(library, error) < k_largest && !error;
}

void add_libraries_in(const fs::path& directory, std::vector<fs::path>& libraries) {
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(directory, error)) {
    if (entry.is_regular_file(error) && is_wanted(entry.path())) libraries.push_back(entry.path());
  }
}

/// libm.a may be a text that names libm-2.36.a.
bool is_of_libc(const fs::path& file) {
  const std::string name = file.filename();
  return name == "libc.a" || name == "libm.a" || name.starts_with("libm-") ||
         name == "libpthread.a" || name == "librt.a";
}

void add_libc_in(const fs::path& directory, std::vector<fs::path>& libraries) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (is_of_libc(entry.path()) && is_wanted(entry.path())) libraries.push_back(entry.path());
  }
}

} // namespace

GuardedCode::GuardedCode(const std::vector<fs::path>& libraries, Mode mode, const Cpu& cpu) {
  for (const fs::path& library : libraries) {
    const auto archive = Archive::open(library);
    if (!archive) continue;
    for (const ArchiveMember& member : archive->members()) {
      const auto elf = ElfFile::in_memory(member.bytes);
      if (!elf || elf->kind() != ElfKind::object || elf->mode() != mode) continue;
      for (const ObjectCode& code : elf->object_code())
        if (find_foreign(code.bytes, mode, cpu)) add(code.bytes, code.relocations);
    }
  }
}

void GuardedCode::add(std::span<const uint8_t> bytes, const std::vector<uint64_t>& relocations) {
  Section section;
  section.bytes.assign(bytes.begin(), bytes.end());
  section.is_fixed.assign(bytes.size(), true);
  for (const uint64_t at : relocations) {
    const uint64_t end = std::min<uint64_t>(bytes.size(), at + k_from);
    for (uint64_t i = at < k_before ? 0 : at - k_before; i < end; ++i) section.is_fixed[i] = false;
  }
  size_t run = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    run = section.is_fixed[i] ? run + 1 : 0;
    if (run <= section.anchor_size) continue;
    section.anchor_size = run;
    section.anchor = i + 1 - run;
  }
  if (section.anchor_size >= k_shortest_anchor) sections_.push_back(std::move(section));
}

bool GuardedCode::is_at(const Section& section, std::span<const uint8_t> code, size_t offset) {
  for (size_t i = 0; i < section.bytes.size(); ++i) {
    if (section.is_fixed[i] && section.bytes[i] != code[offset + i]) return false;
  }
  return true;
}

std::vector<std::pair<size_t, size_t>> GuardedCode::find_in(std::span<const uint8_t> code) const {
  const std::string_view text(reinterpret_cast<const char*>(code.data()), code.size());
  std::vector<std::pair<size_t, size_t>> found;
  for (const Section& section : sections_) {
    const std::string_view anchor(
        reinterpret_cast<const char*>(section.bytes.data()) + section.anchor, section.anchor_size);
    for (size_t at = text.find(anchor); at != std::string_view::npos;
         at = text.find(anchor, at + 1)) {
      if (at < section.anchor) continue;
      const size_t start = at - section.anchor;
      const size_t size = section.bytes.size();
      if (size <= code.size() - start && is_at(section, code, start))
        found.emplace_back(start, start + size);
    }
  }
  std::ranges::sort(found);
  return found;
}

std::vector<fs::path> libraries_of_compilers() {
  std::vector<fs::path> libraries;
  const std::string path = default_library_path("/") + ":/usr/lib32:/lib32";
  for (const std::string_view directory : split(path, ':')) {
    if (!directory.empty()) add_libc_in(directory, libraries);
  }
  add_libraries_in("/usr/lib/gcc", libraries);
  std::error_code error;
  for (fs::path& library : libraries) library = fs::canonical(library, error);
  std::ranges::sort(libraries);
  libraries.erase(std::unique(libraries.begin(), libraries.end()), libraries.end());
  return libraries;
}

} // namespace crossrc::isa
