// A command line of ar(1), taken apart.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace crossrc::twin {

enum class ArchiveOperation { add, extract, none };

struct ArchiveCall {
  ArchiveOperation operation = ArchiveOperation::none;
  std::string archive;              ///< as written; empty where there is none
  std::vector<std::string> members; ///< as written: files for add, names for extract
  std::string extract_to;           ///< `--output DIR` of extract, as written
};

/// `argv` of an ar, with argv[0]: operations r and q add, x extracts; all others change nothing
/// that a twin needs.
ArchiveCall parse_archive_call(const std::vector<std::string>& argv);

} // namespace crossrc::twin
