// CHOST in binary packages that are packed already, and in the index that lists them.
#pragma once

#include "binpkg/chost.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace crossrc::binpkg {

class Signer;

/// A package that was left as it was, and its entry too.
struct Problem {
  std::filesystem::path file;
  std::string reason;
};

struct RepairSummary {
  ChostSummary index;                         ///< `changed`: packages or entries of the index
  std::vector<std::filesystem::path> files;   ///< what was written anew, or would be
  std::vector<std::filesystem::path> missing; ///< files that the index lists and that are not there
  std::vector<Problem> problems;
};

/// Sets CHOST in the packages that the index `packages` lists, and in the index: files, and SIZE,
/// MTIME and digests of their entries with them, in one locked step. A package's own metadata say
/// what its CHOST is; its entry follows. Files that are missing, damaged or signed by somebody else
/// are told and left, with their entries; an entry whose SIZE or MTIME is not the file's is brought
/// up to date if it is of the same build.
///
/// All new files of a batch (some hundreds of megabytes) are on the disk before the first takes its
/// place; where the process dies between them and the index, the next run completes that. Throws
/// as set_chost does, and SystemError where the disk is full: what was not committed by then is as
/// it was.
RepairSummary repair_pkgdir(const std::filesystem::path& packages, const ChostOptions& options,
                            Signer& signer);

/// The same of these files only: the entries that list them are looked for in the Packages of a
/// directory above them, other entries and the header's CHOST stay. A file that no index lists is
/// changed all the same.
RepairSummary repair_files(const std::vector<std::filesystem::path>& files,
                           const ChostOptions& options, Signer& signer);

} // namespace crossrc::binpkg
