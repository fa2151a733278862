#include "twin/scans.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "isa/archive.hpp"
#include "twin/identity.hpp"

#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

using isa::Verdict;

bool counts_its_runs(const isa::ElfFile& elf) {
  return elf.kind() == isa::ElfKind::object &&
         (elf.has_symbol_prefix("__gcov_") || elf.has_symbol_prefix("__llvm_profile_") ||
          elf.has_symbol_prefix("__llvm_gcov") || elf.has_symbol_prefix("llvm_gcda"));
}

/// What is no machine code, such as the metadata of a crate; but LLVM's code becomes that.
bool is_data(std::span<const uint8_t> content) {
  const std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
  return !text.starts_with(ELFMAG) && !text.starts_with("BC\xc0\xde") &&
         !text.starts_with("\xde\xc0\x17\x0b");
}

Verdict verdict_on(const std::optional<isa::ElfFile>& elf, const isa::Cpu& cpu) {
  if (!elf || counts_its_runs(*elf)) return Verdict::unknown;
  return isa::scan(*elf, cpu);
}

} // namespace

Scans::Scans(fs::path file, const isa::Cpu& cpu) : file_(std::move(file)), cpu_(cpu) {
  const std::string content = read_file_if_exists(file_).value_or("");
  for (const std::string_view line : split(content, '\n')) {
    const auto fields = words(line);
    if (fields.size() != 2) continue; // a line that another process is about to end
    known_[fields[0]] = fields[1] == "clean"     ? Verdict::clean
                        : fields[1] == "foreign" ? Verdict::foreign
                                                 : Verdict::unknown;
  }
}

Verdict Scans::of(const fs::path& file) {
  const auto identity = identity_of(file);
  if (!identity) return Verdict::unknown;
  const auto known = known_.find(*identity);
  if (known != known_.end()) return known->second;
  const auto archive = isa::Archive::open(file);
  const Verdict verdict =
      archive ? scan(*archive, file) : verdict_on(isa::ElfFile::open(file), cpu_);
  // A thin archive stays the same when what it names changes.
  if (!archive || !archive->is_thin()) keep(*identity, verdict);
  return verdict;
}

Verdict Scans::of_content(std::span<const uint8_t> content) const {
  return is_data(content) ? Verdict::clean : verdict_on(isa::ElfFile::in_memory(content), cpu_);
}

Verdict Scans::scan(const isa::Archive& archive, const fs::path& file) const {
  for (const isa::ArchiveMember& member : archive.members()) {
    const Verdict verdict =
        archive.is_thin() ? verdict_on(isa::ElfFile::open(file.parent_path() / member.name), cpu_)
                          : of_content(member.bytes);
    if (verdict != Verdict::clean) return verdict;
  }
  return Verdict::clean;
}

void Scans::keep(const std::string& identity, Verdict verdict) {
  known_[identity] = verdict;
  const char* word = verdict == Verdict::clean     ? "clean"
                     : verdict == Verdict::foreign ? "foreign"
                                                   : "unknown";
  try {
    append_line(file_, fmt::format("{} {}", identity, word));
  } catch (const SystemError&) { // it will be scanned again
  }
}

} // namespace crossrc::twin
