#include "twin/make.hpp"

#include "base/file.hpp"
#include "isa/elf.hpp"
#include "isa/loaded.hpp"
#include "isa/scan.hpp"
#include "journal/journal.hpp"
#include "portage/owner.hpp"
#include "twin/audit.hpp"
#include "twin/builder.hpp"
#include "twin/identity.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

std::optional<isa::Instruction> find_foreign_in(const fs::path& file, const isa::Cpu& cpu) {
  const auto elf = isa::ElfFile::open(file);
  const auto found = elf ? isa::find_foreign(*elf, cpu) : std::nullopt;
  return found ? isa::decode(found->bytes, elf->mode(), found->address) : std::nullopt;
}

fs::path scans_of(const Setting& setting) {
  return setting.directory / "scans";
}

/// glibc's own, wherever it was built: it holds code for CPUs that it does not run on, and looks
/// which one it has (glibc's sysdeps/x86/cpu-features.c).
bool asks_the_cpu(const fs::path& library) {
  const std::string name = library.filename();
  return name == "libc.so.6" || name == "libm.so.6" || name == "libmvec.so.1" ||
         name.starts_with("ld-linux");
}

bool is_of_musl(const fs::path& program) {
  const auto elf = isa::ElfFile::open(program);
  return elf && fs::path(elf->interpreter()).filename().native().starts_with("ld-musl");
}

/// A twin takes objects as they are, which are of the headers of one C library, and is linked with
/// the builder's, which is ours.
void require_builders_libc(const fs::path& program) {
  const auto elf = isa::ElfFile::open(program);
  if (!elf || !elf->has_interpreter() || is_of_musl(program) == is_of_musl("/proc/self/exe"))
    return;
  throw TwinError(fmt::format("it has another C library than the builder, whose loader is \"{}\"",
                              elf->interpreter()));
}

bool has_root(const fs::path& sysroot) {
  return !sysroot.empty() && sysroot != "/";
}

std::string version_text(const std::optional<portage::Package>& package) {
  return package ? package->cpv() : "no known package";
}

Twin builders_own(const fs::path& program, const fs::path& sysroot) {
  const fs::path path = "/" / program.lexically_relative(sysroot);
  if (::access(path.c_str(), X_OK) != 0) {
    throw TwinError(
        fmt::format("it is the target's, and the builder has no \"{}\"", path.native()));
  }
  const auto target = portage::owner_of(sysroot, path);
  const auto builder = portage::owner_of("/", path);
  if (target && builder && target->cpv() == builder->cpv()) return {path, ""};
  return {path, fmt::format("the builder's \"{}\" ({}) takes the place of the target's ({})",
                            path.native(), version_text(builder), version_text(target))};
}

bool is_mixed(const Site& site) {
  return std::ranges::any_of(site.signs_of_mixture,
                             [](const fs::path& sign) { return fs::exists(sign); });
}

/// Plans by `plan`, which returns the file that is wanted, and makes it: of what is foreign alone,
/// or where that does not go with the rest, of everything.
fs::path build(const Setting& setting, const std::function<fs::path(Builder&, Site&)>& plan) {
  const isa::Cpu cpu = isa::Cpu::detect();
  const Producers producers(journal::read(setting.journal));
  fs::create_directories(setting.directory);
  Toolchain toolchain(setting.toolchain, setting.directory / "flags");
  Scans scans(scans_of(setting), cpu);
  fs::path file;
  for (const bool everything : {false, true}) {
    Site site{producers,         toolchain,     scans,
              setting.directory, setting.trees, setting.journal.parent_path() / "sources",
              everything};
    Builder builder(site);
    file = plan(builder, site);
    if (!everything && is_mixed(site)) continue;
    site.plan.perform(setting.jobs, setting.directory / "log", setting.progress);
    if (everything || !is_mixed(site)) break;
  }
  return file;
}

bool has_linked_foreign_library(const Setting& setting) {
  const isa::Cpu cpu = isa::Cpu::detect();
  fs::create_directories(setting.directory);
  Scans scans(scans_of(setting), cpu);
  return std::ranges::any_of(journal::read(setting.journal), [&](const journal::Command& command) {
    if (!makes_library(command)) return false;
    const auto files = outputs_of(call_of(command), command.directory);
    return std::ranges::any_of(files, [&](const fs::path& file) {
      return fs::exists(file) && scans.of(file) != isa::Verdict::clean;
    });
  });
}

} // namespace

std::optional<isa::Instruction> find_foreign_code(const Start& start, const Setting& setting) {
  const isa::Cpu cpu = isa::Cpu::detect();
  fs::create_directories(setting.directory);
  Scans scans(scans_of(setting), cpu);
  std::vector<fs::path> places = setting.trees;
  if (has_root(setting.toolchain.sysroot)) places.push_back(setting.toolchain.sysroot);
  std::vector<fs::path> files = isa::libraries_of(start.program, start.loading, places);
  files.insert(files.begin(), start.program);
  for (const fs::path& file : files) {
    if (asks_the_cpu(file) || scans.of(file) == isa::Verdict::clean) continue;
    if (auto found = find_foreign_in(file, cpu)) return found;
  }
  return std::nullopt;
}

bool may_open_foreign_code(const Start& start, const Setting& setting) {
  std::vector<fs::path> files = isa::libraries_of(start.program, start.loading, setting.trees);
  files.push_back(start.program);
  const bool opens = std::ranges::any_of(files, [](const fs::path& file) {
    const auto elf = isa::ElfFile::open(file);
    return elf && elf->imports({"dlopen", "dlmopen"});
  });
  return opens && has_linked_foreign_library(setting);
}

std::vector<std::pair<fs::path, std::string>> loaded_by(const Start& start,
                                                        const Setting& setting) {
  std::vector<std::pair<fs::path, std::string>> libraries;
  for (const fs::path& file : isa::libraries_of(start.program, start.loading, setting.trees)) {
    libraries.emplace_back(file, identity_of(file).value_or(""));
  }
  return libraries;
}

Twin make_twin(const Start& start, const Setting& setting) {
  const fs::path& program = start.program;
  const fs::path& sysroot = setting.toolchain.sysroot;
  const bool built_here = std::ranges::any_of(
      setting.trees, [&](const fs::path& tree) { return is_below(program, tree); });
  if (!built_here && has_root(sysroot) && is_below(program, sysroot)) {
    return builders_own(program, sysroot);
  }
  require_builders_libc(program);
  return {
      build(setting, [&](Builder& builder, Site&) { return builder.make(program, start.loading); }),
      ""};
}

fs::path make_audit_library_if_needed(const Setting& setting) {
  if (!has_linked_foreign_library(setting)) return {};
  return build(setting, [](Builder&, Site& site) { return plan_audit_library(site).file; });
}

Twin make_library_twin(const Start& library, const Setting& setting, bool always) {
  const fs::path& file = library.program;
  const fs::path twin = build(setting, [&](Builder& builder, Site& site) {
    plan_audit_library(site);
    return builder.make_library(file, library.loading, always);
  });
  tell_loaders(setting.directory, file, twin);
  return {twin == file ? fs::path() : twin, ""};
}

} // namespace crossrc::twin
