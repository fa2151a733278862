#pragma once

#include "isa/archive.hpp"
#include "isa/cpu.hpp"
#include "isa/scan.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace crossrc::twin {

/// What the scan said of files, remembered over all twins of a build by the files' identities.
class Scans {
public:
  /// `file` keeps the answers; it need not exist. A CPU is part of what is kept.
  Scans(std::filesystem::path file, const isa::Cpu& cpu);

  /// Of an object, a library or a static library as a whole. Clean: it can be linked into a twin
  /// as it is. Objects that count their runs (--coverage, -fprofile-generate) are none of these:
  /// a twin must leave no counts behind. They are `unknown`.
  isa::Verdict of(const std::filesystem::path& file);

  [[nodiscard]] isa::Verdict of_content(std::span<const uint8_t> content) const;

private:
  [[nodiscard]] isa::Verdict scan(const isa::Archive& archive,
                                  const std::filesystem::path& file) const;
  void keep(const std::string& identity, isa::Verdict verdict);

  std::filesystem::path file_;
  const isa::Cpu& cpu_;
  std::map<std::string, isa::Verdict> known_;
};

} // namespace crossrc::twin
