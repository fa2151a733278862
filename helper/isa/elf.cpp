#include "isa/elf.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <fcntl.h>
#include <functional>
#include <gelf.h>
#include <map>

namespace crossrc::isa {
namespace {

std::optional<GElf_Ehdr> header_of(Elf* elf) {
  GElf_Ehdr header;
  if (elf_kind(elf) != ELF_K_ELF || gelf_getehdr(elf, &header) == nullptr) return std::nullopt;
  return header;
}

std::vector<GElf_Phdr> segments_of(Elf* elf) {
  std::vector<GElf_Phdr> segments;
  size_t count = 0;
  if (elf_getphdrnum(elf, &count) != 0) return segments;
  for (size_t i = 0; i < count; ++i) {
    GElf_Phdr segment;
    if (gelf_getphdr(elf, static_cast<int>(i), &segment) != nullptr) segments.push_back(segment);
  }
  return segments;
}

void for_each_section(Elf* elf, const std::function<void(Elf_Scn*, const GElf_Shdr&)>& visit) {
  Elf_Scn* section = nullptr;
  while ((section = elf_nextscn(elf, section)) != nullptr) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) != nullptr) visit(section, header);
  }
}

bool is_for_x86(Elf* elf) {
  const auto header = header_of(elf);
  return header && (header->e_machine == EM_X86_64 || header->e_machine == EM_386);
}

std::span<const uint8_t> bytes_of(const Elf_Data* data) {
  if (data == nullptr || data->d_buf == nullptr) return {};
  return {static_cast<const uint8_t*>(data->d_buf), data->d_size};
}

/// r_offset of each entry of a section of relocations.
std::vector<uint64_t> relocations_in(Elf_Scn* section, const GElf_Shdr& header) {
  std::vector<uint64_t> offsets;
  Elf_Data* data = elf_getdata(section, nullptr);
  const auto count =
      header.sh_entsize == 0 ? 0 : static_cast<int>(header.sh_size / header.sh_entsize);
  for (int i = 0; data != nullptr && i < count; ++i) {
    GElf_Rela with_addend;
    GElf_Rel without;
    if (header.sh_type == SHT_RELA && gelf_getrela(data, i, &with_addend) != nullptr)
      offsets.push_back(with_addend.r_offset);
    if (header.sh_type == SHT_REL && gelf_getrel(data, i, &without) != nullptr)
      offsets.push_back(without.r_offset);
  }
  return offsets;
}

} // namespace

std::optional<ElfFile> ElfFile::open(const std::filesystem::path& path) {
  elf_version(EV_CURRENT);
  // Not a plain read: a fifo in the tree must not make the supervisor wait for its writer.
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return std::nullopt;
  std::unique_ptr<Elf, End> elf(elf_begin(fd.get(), ELF_C_READ_MMAP, nullptr));
  if (!elf || !is_for_x86(elf.get())) return std::nullopt;
  return ElfFile(std::move(fd), std::move(elf));
}

std::optional<ElfFile> ElfFile::in_memory(std::span<const uint8_t> content) {
  elf_version(EV_CURRENT);
  // libelf writes to what it was given only where it is asked to.
  auto* image = const_cast<char*>(reinterpret_cast<const char*>(content.data()));
  std::unique_ptr<Elf, End> elf(elf_memory(image, content.size()));
  if (!elf || !is_for_x86(elf.get())) return std::nullopt;
  return ElfFile(Fd(), std::move(elf));
}

Mode ElfFile::mode() const {
  return header_of(elf_.get())->e_machine == EM_X86_64 ? Mode::bits64 : Mode::bits32;
}

ElfKind ElfFile::kind() const {
  switch (header_of(elf_.get())->e_type) {
  case ET_REL:
    return ElfKind::object;
  case ET_EXEC:
    return ElfKind::program;
  case ET_DYN:
    return has_interpreter() || soname().empty() ? ElfKind::program : ElfKind::library;
  default:
    return ElfKind::other;
  }
}

std::string ElfFile::interpreter() const {
  size_t size = 0;
  const char* content = elf_rawfile(elf_.get(), &size);
  for (const GElf_Phdr& segment : segments_of(elf_.get())) {
    if (segment.p_type != PT_INTERP || segment.p_offset > size) continue;
    const std::string_view rest(content + segment.p_offset, size - segment.p_offset);
    const std::string_view text = rest.substr(0, segment.p_filesz);
    return std::string(text.substr(0, text.find('\0')));
  }
  return "";
}

std::vector<std::string> ElfFile::needed() const {
  return dynamic_strings(DT_NEEDED);
}

std::string ElfFile::soname() const {
  const auto names = dynamic_strings(DT_SONAME);
  return names.empty() ? "" : names.front();
}

std::optional<uint64_t> ElfFile::place_of_needed(const std::string& name) const {
  for (const auto& [text, place] : dynamic_entries(DT_NEEDED))
    if (text == name) return place;
  return std::nullopt;
}

std::vector<std::string> ElfFile::dynamic_strings(int64_t tag) const {
  std::vector<std::string> strings;
  for (auto& [text, place] : dynamic_entries(tag)) strings.push_back(std::move(text));
  return strings;
}

std::vector<std::pair<std::string, uint64_t>> ElfFile::dynamic_entries(int64_t tag) const {
  std::vector<std::pair<std::string, uint64_t>> entries;
  for_each_section(elf_.get(), [&](Elf_Scn* section, const GElf_Shdr& header) {
    if (header.sh_type != SHT_DYNAMIC || header.sh_entsize == 0) return;
    Elf_Data* data = elf_getdata(section, nullptr);
    const auto count = static_cast<int>(header.sh_size / header.sh_entsize);
    for (int i = 0; data != nullptr && i < count; ++i) {
      GElf_Dyn entry;
      if (gelf_getdyn(data, i, &entry) == nullptr || entry.d_tag == DT_NULL) break;
      if (entry.d_tag != tag) continue;
      const char* text = elf_strptr(elf_.get(), header.sh_link, entry.d_un.d_val);
      const uint64_t place = header.sh_offset + static_cast<uint64_t>(i) * header.sh_entsize;
      if (text != nullptr) entries.emplace_back(text, place);
    }
  });
  return entries;
}

std::vector<std::string> ElfFile::run_path() const {
  std::vector<std::string> directories;
  for (const std::string& path : dynamic_strings(has_old_run_path() ? DT_RPATH : DT_RUNPATH)) {
    for (const std::string_view directory : split(path, ':')) directories.emplace_back(directory);
  }
  return directories;
}

bool ElfFile::has_old_run_path() const {
  return dynamic_strings(DT_RUNPATH).empty();
}

size_t ElfFile::thread_storage() const {
  for (const GElf_Phdr& segment : segments_of(elf_.get())) {
    if (segment.p_type == PT_TLS) return segment.p_memsz;
  }
  return 0;
}

std::span<const uint8_t> ElfFile::appended() const {
  size_t size = 0;
  const char* content = elf_rawfile(elf_.get(), &size);
  size_t sections = 0;
  elf_getshdrnum(elf_.get(), &sections);
  const GElf_Ehdr header = *header_of(elf_.get());
  uint64_t end = header.e_shoff + sections * header.e_shentsize;
  for (const GElf_Phdr& segment : segments_of(elf_.get()))
    end = std::max(end, segment.p_offset + segment.p_filesz);
  for_each_section(elf_.get(), [&](Elf_Scn*, const GElf_Shdr& section) {
    if (section.sh_type != SHT_NOBITS) end = std::max(end, section.sh_offset + section.sh_size);
  });
  if (content == nullptr || end >= size) return {};
  return {reinterpret_cast<const uint8_t*>(content) + end, size - end};
}

std::vector<Code> ElfFile::code() const {
  std::vector<Code> code;
  for_each_section(elf_.get(), [&](Elf_Scn* section, const GElf_Shdr& header) {
    if (header.sh_type != SHT_PROGBITS || (header.sh_flags & SHF_EXECINSTR) == 0) return;
    code.push_back({bytes_of(elf_rawdata(section, nullptr)), header.sh_addr});
  });
  if (!code.empty()) return code;
  for (const GElf_Phdr& segment : segments_of(elf_.get())) {
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
    code.push_back(
        {bytes_of(elf_getdata_rawchunk(elf_.get(), static_cast<int64_t>(segment.p_offset),
                                       segment.p_filesz, ELF_T_BYTE)),
         segment.p_vaddr});
  }
  return code;
}

std::vector<ObjectCode> ElfFile::object_code() const {
  std::map<size_t, ObjectCode> sections;
  for_each_section(elf_.get(), [&](Elf_Scn* section, const GElf_Shdr& header) {
    if (header.sh_type == SHT_PROGBITS && (header.sh_flags & SHF_EXECINSTR) != 0)
      sections[elf_ndxscn(section)].bytes = bytes_of(elf_rawdata(section, nullptr));
  });
  for_each_section(elf_.get(), [&](Elf_Scn* section, const GElf_Shdr& header) {
    const bool has_relocations = header.sh_type == SHT_RELA || header.sh_type == SHT_REL;
    const auto code = sections.find(header.sh_info);
    if (has_relocations && code != sections.end())
      code->second.relocations = relocations_in(section, header);
  });
  std::vector<ObjectCode> result;
  for (auto& [index, code] : sections) result.push_back(std::move(code));
  return result;
}

std::vector<Loaded> ElfFile::loaded() const {
  std::vector<Loaded> loaded;
  for_each_section(elf_.get(), [&](Elf_Scn* section, const GElf_Shdr& header) {
    const bool says_what_to_load = header.sh_type == SHT_DYNAMIC || header.sh_type == SHT_STRTAB;
    if ((header.sh_flags & SHF_ALLOC) == 0) return;
    const bool has_bytes = header.sh_type != SHT_NOBITS && !says_what_to_load;
    loaded.push_back(
        {header.sh_addr, header.sh_size, header.sh_flags, header.sh_type,
         has_bytes ? bytes_of(elf_rawdata(section, nullptr)) : std::span<const uint8_t>()});
  });
  return loaded;
}

bool ElfFile::has_image_of(const ElfFile& other) const {
  if (kind() == ElfKind::object || kind() != other.kind() || mode() != other.mode() ||
      header_of(elf_.get())->e_entry != header_of(other.elf_.get())->e_entry ||
      needed() != other.needed() || soname() != other.soname())
    return false;
  const auto mine = loaded();
  const auto its = other.loaded();
  const bool is_same = std::ranges::equal(mine, its, [](const Loaded& one, const Loaded& two) {
    return one.address == two.address && one.size == two.size && one.flags == two.flags &&
           one.type == two.type && std::ranges::equal(one.bytes, two.bytes);
  });
  return is_same && !mine.empty();
}

bool ElfFile::has_lto_code() const {
  size_t names = 0;
  if (elf_getshdrstrndx(elf_.get(), &names) != 0) return false;
  bool found = false;
  for_each_section(elf_.get(), [&](Elf_Scn*, const GElf_Shdr& header) {
    const char* name = elf_strptr(elf_.get(), names, header.sh_name);
    const std::string_view text = name == nullptr ? "" : name;
    found = found || text.starts_with(".gnu.lto_") || text == ".llvm.lto";
  });
  return found;
}

bool ElfFile::any_symbol(
    uint32_t table, const std::function<bool(const GElf_Sym&, std::string_view)>& accept) const {
  bool found = false;
  for_each_section(elf_.get(), [&](Elf_Scn* section, const GElf_Shdr& header) {
    if (found || header.sh_type != table) return;
    Elf_Data* data = elf_getdata(section, nullptr);
    const auto count =
        header.sh_entsize == 0 ? 0 : static_cast<int>(header.sh_size / header.sh_entsize);
    for (int i = 0; data != nullptr && i < count && !found; ++i) {
      GElf_Sym symbol;
      if (gelf_getsym(data, i, &symbol) == nullptr) break;
      const char* name = elf_strptr(elf_.get(), header.sh_link, symbol.st_name);
      found = name != nullptr && accept(symbol, name);
    }
  });
  return found;
}

bool ElfFile::has_symbol_prefix(std::string_view prefix) const {
  const auto accept = [&](const GElf_Sym&, std::string_view name) {
    return name.starts_with(prefix);
  };
  return any_symbol(SHT_DYNSYM, accept) || any_symbol(SHT_SYMTAB, accept);
}

bool ElfFile::imports(const std::vector<std::string_view>& functions) const {
  return any_symbol(SHT_DYNSYM, [&](const GElf_Sym& symbol, std::string_view name) {
    return symbol.st_shndx == SHN_UNDEF && std::ranges::find(functions, name) != functions.end();
  });
}

} // namespace crossrc::isa
