#include "binpkg/chost.hpp"

#include "base/directory.hpp"
#include "base/file.hpp"
#include "binpkg/index_writer.hpp"
#include "portage/lock.hpp"

#include <algorithm>
#include <optional>

namespace fs = std::filesystem;

namespace crossrc::binpkg {
namespace {

std::string_view architecture(std::string_view tuple) {
  return tuple.substr(0, tuple.find('-'));
}

} // namespace

std::string_view ChostChange::after(std::string_view before) const {
  const bool named = std::find(from.begin(), from.end(), before) != from.end();
  const bool ours = before.empty() || architecture(before) == architecture(to);
  return (from.empty() ? ours : named) ? to : before;
}

ChostSummary set_chost(const fs::path& packages, const ChostOptions& options) {
  // Looking only needs no lock: an index is replaced as a whole, never changed in place.
  std::optional<portage::Lock> lock;
  if (!options.dry_run) {
    lock.emplace(packages, options.on_wait);
    IndexWriter::discard_leftover(packages);
  }
  const Fd fd = open_safely(packages);
  ChostSummary summary;
  const auto new_values = [&](const Entry& entry) -> EntryValues {
    const std::string_view after = options.change.after(entry.chost);
    if (after != entry.chost) {
      ++summary.changed;
      summary.note_from(entry.chost);
    }
    return {after};
  };
  Rewrite rewrite(fd.get(), packages, options.compress);
  const std::string header(rewrite.header_chost());
  const std::string_view new_header = options.change.after(header);
  summary.header = new_header != header;
  if (summary.header) summary.note_from(header);
  summary.packages = rewrite.run(new_header, new_values, !options.dry_run);
  summary.written = !options.dry_run && (summary.header || summary.changed > 0);
  if (summary.written) rewrite.commit();
  return summary;
}

} // namespace crossrc::binpkg
