#include "binpkg/batch.hpp"

#include "base/directory.hpp"
#include "base/error.hpp"
#include "base/file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <new>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::binpkg {
namespace {

constexpr uint64_t k_most_bytes = 512U
                                  << 20U; // the free disk that a repair needs, but for one file
constexpr size_t k_most_items = 10'000;

bool is_up_to_date(const Listed& entry, const struct stat& file) {
  return entry.size == std::to_string(file.st_size) &&
         entry.mtime == std::to_string(file.st_mtim.tv_sec);
}

/// A format without checksums: what was damaged since it was indexed must not get new ones.
void check_digest(const Source& source, const Listed& entry) {
  if (entry.md5.empty()) return;
  const FileFacts facts = facts_of(source);
  if (facts.md5 != entry.md5)
    throw Error(
        fmt::format("it is damaged: its MD5 is {}, the index says {}", facts.md5, entry.md5));
}

bool is_full(const SystemError& error) {
  return error.error_number() == ENOSPC || error.error_number() == EDQUOT ||
         error.error_number() == EFBIG;
}

/// Does `work`; what keeps it from being done is a problem of the file, but for a full disk.
template <typename Work> void told(RepairSummary& summary, const fs::path& file, const Work& work) {
  try {
    work();
  } catch (const SystemError& error) {
    if (is_full(error)) throw;
    summary.problems.push_back({file, error.what()});
  } catch (const Error& error) {
    summary.problems.push_back({file, error.what()});
  } catch (const std::bad_alloc&) {
    summary.problems.push_back({file, "it takes more memory than there is"});
  }
}

} // namespace

Batch::Batch(fs::path packages, std::string header, const ChostOptions& options, Signer& signer,
             RepairSummary& summary)
    : packages_(std::move(packages)), header_(std::move(header)), options_(options),
      signer_(signer), summary_(summary) {}

Listed Batch::listed(const IndexReader& index, const Entry& entry) const {
  std::array<Field, 5> fields{{{"PATH"}, {"SIZE"}, {"MTIME"}, {"MD5"}, {"BUILD_TIME"}}};
  index.find(*entry.block, fields);
  const auto value = [&](size_t i) { return std::string(fields.at(i).value.value_or("")); };
  // Portage leaves PATH out where it is this (bintree.py, _populate_local).
  const std::string path = value(0).empty() ? std::string(entry.block->cpv) + ".tbz2" : value(0);
  return {(packages_.parent_path() / path).lexically_normal(), value(1), value(2), value(3),
          value(4)};
}

void Batch::add(const Entry& entry, const Listed& says) {
  told(summary_, says.file, [&] { look_at(entry, says); });
  if (bytes_ >= k_most_bytes || items_.size() >= k_most_items) commit();
}

void Batch::look_at(const Entry& entry, const Listed& says) {
  if (!is_below(says.file, packages_.parent_path())) throw Error("it is not below PKGDIR");
  if (!options_.dry_run && !prepared_.contains(says.file)) Replacement::discard_leftover(says.file);
  const std::unique_ptr<PackageFile> file = PackageFile::open(says.file, signer_);
  if (!file) {
    summary_.missing.push_back(says.file);
    return;
  }
  const bool up_to_date = is_up_to_date(says, file->source().status());
  if (!up_to_date && says.build_time != file->package().value("BUILD_TIME"))
    throw Error("its index entry is of another build; \"emaint binhost --fix\" reads it anew");
  const std::string own = file->package().value("CHOST");
  const std::string before = own.empty() ? std::string(entry.chost) : own;
  Item item{entry.number, std::string(options_.change.after(before)), {}, {}, says.file};
  if (item.chost != before) {
    if (up_to_date && !file->package().is_checked()) check_digest(file->source(), says);
    prepare(item, *file, before);
  } else if (!up_to_date) {
    item.facts = facts_of(file->source());
  } else if (item.chost == entry.chost) {
    return;
  }
  if (item.chost != entry.chost) summary_.index.note_from(entry.chost);
  ++summary_.index.changed;
  items_.push_back(std::move(item));
}

void Batch::prepare(Item& item, const PackageFile& file, std::string_view before) {
  file.package().check_writable();
  const auto other = prepared_.find(item.file);
  const bool is_first = other == prepared_.end();
  if (!is_first) {
    item.repack = other->second;
  } else if (!options_.dry_run) {
    item.repack = std::make_shared<Repack>(file, item.chost, signer_);
    bytes_ += item.repack->size();
  }
  if (item.repack) item.facts = item.repack->facts();
  if (is_first) {
    prepared_.emplace(item.file, item.repack);
    summary_.files.push_back(item.file);
  }
  summary_.index.note_from(before);
}

/// Takes out what another program has changed since it was read.
void Batch::drop_changed() {
  const auto changed = [&](const Item& item) {
    if (!item.repack || item.repack->is_current()) return false;
    if (std::erase(summary_.files, item.file) > 0)
      summary_.problems.push_back({item.file, "another program changed it while it was read"});
    prepared_.erase(item.file);
    --summary_.index.changed;
    return true;
  };
  std::erase_if(items_, changed);
}

void Batch::commit() {
  if (options_.dry_run) items_.clear();
  drop_changed();
  if (options_.dry_run || (items_.empty() && !summary_.index.header)) return;
  const Fd fd = open_safely(packages_);
  Rewrite rewrite(fd.get(), packages_, options_.compress);
  auto next = items_.begin();
  const auto new_values = [&](const Entry& entry) -> EntryValues {
    if (next == items_.end() || next->number != entry.number) return {entry.chost};
    const Item& item = *next++;
    return {item.chost, item.facts ? &*item.facts : nullptr};
  };
  rewrite.run(header_, new_values, true);
  // Whatever happens to the machine: a package is never replaced by one that is not on the disk.
  if (bytes_ > 0 && ::syncfs(fd.get()) != 0) throw SystemError("syncfs", packages_.string());
  for (const auto& [file, repack] : prepared_) repack->commit();
  rewrite.commit();
  summary_.index.written = true;
  items_.clear();
  prepared_.clear();
  bytes_ = 0;
}

RepairSummary repair_unlisted(const fs::path& path, const ChostOptions& options, Signer& signer) {
  RepairSummary summary;
  told(summary, path, [&] {
    const std::unique_ptr<PackageFile> file = PackageFile::open(path, signer);
    if (!file) {
      summary.missing.push_back(path);
      return;
    }
    const std::string before = file->package().value("CHOST");
    const std::string_view after = options.change.after(before);
    if (after == before) return;
    file->package().check_writable();
    if (!options.dry_run) {
      Repack repack(*file, after, signer);
      if (::syncfs(file->source().fd()) != 0) throw SystemError("syncfs", path.string());
      repack.commit();
    }
    summary.index.note_from(before);
    ++summary.index.changed;
    summary.files.push_back(path);
  });
  return summary;
}

} // namespace crossrc::binpkg
