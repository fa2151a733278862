// Texts that ld(1) takes in place of a library or an object: they name others (ld's manual, File
// Commands).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crossrc::twin {

struct LinkerScript {
  std::vector<std::string> inputs; ///< of INPUT and GROUP in order, as written; `-lNAME` too
  bool is_group = false;           ///< looked through until nothing new is found
};

/// Nothing where `file` is none, or one that says more than which files to link.
std::optional<LinkerScript> read_linker_script(const std::filesystem::path& file);

} // namespace crossrc::twin
