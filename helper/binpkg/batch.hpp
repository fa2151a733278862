// Packages that take their new form together, with one rewrite of the index.
#pragma once

#include "binpkg/repack.hpp"
#include "binpkg/repair.hpp"

#include <list>
#include <map>
#include <memory>
#include <optional>

namespace crossrc::binpkg {

/// What an entry says of its file.
struct Listed {
  std::filesystem::path file;
  std::string size;
  std::string mtime;
  std::string md5;
  std::string build_time;
};

/// Looks at entry after entry and commits what has come together whenever that is enough for one
/// step. The caller holds the index's lock, unless it is a dry run.
class Batch {
public:
  /// `header`: the CHOST that the index's header gets. What happens is told to `summary`.
  Batch(std::filesystem::path packages, std::string header, const ChostOptions& options,
        Signer& signer, RepairSummary& summary);

  /// What the entry says, with the file's whole path.
  [[nodiscard]] Listed listed(const IndexReader& index, const Entry& entry) const;

  /// Throws SystemError where the disk is full; other reasons why the file cannot be changed are
  /// problems.
  void add(const Entry& entry, const Listed& says);

  /// Puts what has come together in place, and the index with it.
  void commit();

private:
  /// An entry that changes.
  struct Item {
    size_t number = 0; ///< of the entry
    std::string chost;
    std::optional<FileFacts> facts; ///< none: as they were
    std::shared_ptr<Repack> repack; ///< none: the file stays; of all entries that list the file
    std::filesystem::path file;
  };

  void look_at(const Entry& entry, const Listed& says);
  void prepare(Item& item, const PackageFile& file, std::string_view before);
  void drop_changed();

  std::filesystem::path packages_;
  std::string header_;
  const ChostOptions& options_;
  Signer& signer_;
  RepairSummary& summary_;
  std::list<Item> items_;
  std::map<std::filesystem::path, std::shared_ptr<Repack>> prepared_; ///< by the file
  uint64_t bytes_ = 0;                                                ///< of the new files
};

/// A package that no index lists.
RepairSummary repair_unlisted(const std::filesystem::path& path, const ChostOptions& options,
                              Signer& signer);

} // namespace crossrc::binpkg
