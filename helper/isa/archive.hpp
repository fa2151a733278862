// Static libraries as ar(1) of GNU and of LLVM writes them (ar(5); binutils' include/aout/ar.h for
// thin ones).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crossrc::isa {

struct ArchiveMember {
  std::string name; ///< as written; in a thin archive a path relative to the archive's directory
  std::span<const uint8_t> bytes; ///< belong to the Archive; none in a thin one
};

/// The content of one static library.
class Archive {
public:
  /// Nothing where `path` cannot be read or is no archive. What comes after damage is left out.
  static std::optional<Archive> open(const std::filesystem::path& path);

  [[nodiscard]] bool is_thin() const { return is_thin_; }
  [[nodiscard]] const std::vector<ArchiveMember>& members() const { return members_; }

private:
  Archive(std::string content, bool is_thin);
  void read_members();

  std::string content_;
  bool is_thin_;
  std::vector<ArchiveMember> members_;
};

} // namespace crossrc::isa
