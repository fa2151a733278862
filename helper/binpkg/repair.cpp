#include "binpkg/repair.hpp"

#include "base/directory.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "binpkg/batch.hpp"
#include "binpkg/index_writer.hpp"
#include "portage/lock.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace fs = std::filesystem;

namespace crossrc::binpkg {
namespace {

/// A PKGDIR is at most this far above its packages: category/name/file.
constexpr int k_levels = 3;

fs::path whole(const fs::path& path) {
  return fs::absolute(path).lexically_normal();
}

/// The index that can list the file, or an empty path.
fs::path index_above(const fs::path& file) {
  fs::path directory = file.parent_path();
  for (int level = 0; level < k_levels; ++level, directory = directory.parent_path())
    if (fs::is_regular_file(directory / "Packages")) return directory / "Packages";
  return {};
}

/// The entries of one index, batch after batch. `only`: the files that are wanted, and the header
/// stays; those that have been met are taken out.
RepairSummary repair_index(const fs::path& packages, const ChostOptions& options, Signer& signer,
                           std::set<fs::path>* only) {
  std::optional<portage::Lock> lock;
  if (!options.dry_run) {
    lock.emplace(packages, options.on_wait);
    IndexWriter::discard_leftover(packages);
  }
  const Fd fd = open_safely(packages);
  EntryReader reader(fd.get(), packages.string());
  RepairSummary summary;
  const std::string header(only == nullptr ? options.change.after(reader.chost()) : reader.chost());
  summary.index.header = header != reader.chost();
  if (summary.index.header) summary.index.note_from(reader.chost());
  Batch batch(packages, header, options, signer, summary);
  std::set<fs::path> met; // more than one entry can list a file
  while (const Entry* const entry = reader.next()) {
    const Listed says = batch.listed(reader.index(), *entry);
    if (only != nullptr && !only->contains(says.file)) continue;
    if (only != nullptr) met.insert(says.file);
    batch.add(*entry, says);
  }
  batch.commit();
  for (const fs::path& file : met) only->erase(file);
  summary.index.packages = reader.count();
  return summary;
}

void append(RepairSummary& all, RepairSummary&& part) {
  const auto join = [](auto& to, auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  all.index.packages += part.index.packages;
  all.index.changed += part.index.changed;
  all.index.written = all.index.written || part.index.written;
  all.index.from.merge(part.index.from);
  join(all.files, part.files);
  join(all.missing, part.missing);
  join(all.problems, part.problems);
}

} // namespace

RepairSummary repair_pkgdir(const fs::path& packages, const ChostOptions& options, Signer& signer) {
  return repair_index(whole(packages), options, signer, nullptr);
}

RepairSummary repair_files(const std::vector<fs::path>& files, const ChostOptions& options,
                           Signer& signer) {
  std::map<fs::path, std::set<fs::path>> by_index;
  for (const fs::path& file : files) by_index[index_above(whole(file))].insert(whole(file));
  RepairSummary summary;
  for (auto& [packages, wanted] : by_index) {
    if (!packages.empty()) append(summary, repair_index(packages, options, signer, &wanted));
    for (const fs::path& file : wanted) append(summary, repair_unlisted(file, options, signer));
  }
  return summary;
}

} // namespace crossrc::binpkg
