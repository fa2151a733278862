#include "binpkg/chost.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "binpkg/index.hpp"
#include "binpkg/replacement.hpp"
#include "portage/lock.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>

namespace fs = std::filesystem;

namespace crossrc::binpkg {
namespace {

constexpr std::time_t k_day = 86400;

std::string_view architecture(std::string_view tuple) {
  return tuple.substr(0, tuple.find('-'));
}

template <typename Number> std::optional<Number> number(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

struct Header {
  std::string chost;
  std::string timestamp;
  std::optional<std::string> packages;
};

Header read_header(IndexReader& reader) {
  const std::optional<Block> block = reader.next();
  if (!block) reader.fail(1, "expected the header of a Packages index, the file is empty");
  std::array<Field, 4> fields{{{"CHOST"}, {"TIMESTAMP"}, {"PACKAGES"}, {"VERSION"}}};
  reader.find(*block, fields);
  const auto& [chost, timestamp, packages, version] = fields;
  // Portage reads no other, and starts a new index instead (_pkgindex_version_supported).
  if (version.value != "0") reader.fail(block->line, "expected \"VERSION: 0\" in the header");
  Header header{
      std::string(chost.value.value_or("")), std::string(timestamp.value.value_or("")), {}};
  if (packages.value) header.packages = *packages.value;
  return header;
}

/// A package's entry: its block and the CHOST in it.
struct Entry {
  Block block;
  Field chost;
};

std::optional<Entry> next_entry(IndexReader& reader) {
  const std::optional<Block> block = reader.next();
  if (!block) return std::nullopt;
  std::array<Field, 2> fields{{{"CHOST"}, {"CPV"}}};
  reader.find(*block, fields);
  if (fields[1].value.value_or("").empty())
    reader.fail(block->line, "expected a package's entry with \"CPV: category/name-version\"");
  return Entry{*block, fields[0]};
}

/// What a change comes to, without writing any of it.
struct Survey {
  Header header;
  ChostSummary summary;
};

Survey survey(int fd, const std::string& name, const ChostChange& change) {
  IndexReader reader(fd, name);
  Survey result{read_header(reader), {}};
  ChostSummary& summary = result.summary;
  const std::string& inherited = result.header.chost;
  summary.header = change.after(inherited) != inherited;
  if (summary.header) summary.from.insert(inherited);
  while (const std::optional<Entry> entry = next_entry(reader)) {
    ++summary.packages;
    const std::string_view before = entry->chost.value.value_or(inherited);
    if (change.after(before) == before) continue;
    ++summary.changed;
    if (!summary.from.contains(before)) summary.from.emplace(before);
  }
  // Entries that are not all there are the mark of a cut file.
  const std::optional<std::string>& said = result.header.packages;
  if (said && number<size_t>(*said) != summary.packages)
    reader.fail(1, fmt::format("expected {} packages as the header says, found {}", *said,
                               summary.packages));
  return result;
}

/// A client fetches an index only if its TIMESTAMP is greater than that of the copy it has
/// (bintree.py, _populate_remote), and one second can see two writes. A stamp far in the future
/// comes from a wrong clock: there we do what Portage does.
std::time_t new_timestamp(std::string_view old) {
  const std::time_t now = std::time(nullptr);
  const std::time_t before = number<std::time_t>(old).value_or(0);
  return before >= now && before - now < k_day ? before + 1 : now;
}

/// The new content, block by block, on its way into one file or two.
class IndexWriter {
public:
  IndexWriter(const fs::path& packages, bool compress, std::time_t timestamp)
      : timestamp_(timestamp), plain_(packages) {
    if (!compress) return;
    compressed_.emplace(fs::path(packages) += ".gz");
    gzip_.emplace(*compressed_, timestamp);
  }

  void write(std::string_view text) {
    plain_.write(text);
    if (gzip_) gzip_->write(text);
  }

  /// Packages.gz goes first: where only that happens, Packages still says that there is work.
  void commit(const fs::path& packages, const struct stat& model) {
    if (gzip_) {
      gzip_->finish();
      compressed_->commit(model, timestamp_);
    } else if (::unlink((packages.string() + ".gz").c_str()) != 0 && errno != ENOENT) {
      throw SystemError("unlink", packages.string() + ".gz");
    }
    plain_.commit(model, timestamp_);
  }

private:
  std::time_t timestamp_;
  Replacement plain_;
  std::optional<Replacement> compressed_;
  std::optional<GzipWriter> gzip_;
};

void write_header(IndexReader& reader, IndexWriter& writer, std::string_view chost,
                  std::time_t timestamp) {
  const Block block = *reader.next();
  std::array<Field, 1> field{{{"CHOST"}}};
  reader.find(block, field);
  std::string with_chost;
  append_with(with_chost, block.text, field[0], chost);
  field = {{{"TIMESTAMP"}}};
  reader.find({with_chost, block.line}, field);
  std::string text;
  append_with(text, with_chost, field[0], std::to_string(timestamp));
  writer.write(text += '\n');
}

void write_entries(IndexReader& reader, IndexWriter& writer, std::string_view inherited,
                   const ChostChange& change) {
  const std::string_view header = change.after(inherited);
  std::string text;
  while (const std::optional<Entry> entry = next_entry(reader)) {
    const std::string_view chost = change.after(entry->chost.value.value_or(inherited));
    text.clear();
    append_with(text, entry->block.text, entry->chost, chost == header ? "" : chost);
    writer.write(text += '\n');
  }
}

void rewrite(int fd, const fs::path& packages, const Header& header, const ChostOptions& options) {
  if (::lseek(fd, 0, SEEK_SET) != 0) throw SystemError("lseek", packages.string());
  struct stat model {};
  if (::fstat(fd, &model) != 0) throw SystemError("stat", packages.string());
  const bool compress = options.compress == Compress::if_there
                            ? fs::exists(fs::path(packages) += ".gz")
                            : options.compress == Compress::yes;
  const std::time_t timestamp = new_timestamp(header.timestamp);
  IndexReader reader(fd, packages.string());
  IndexWriter writer(packages, compress, timestamp);
  write_header(reader, writer, options.change.after(header.chost), timestamp);
  write_entries(reader, writer, header.chost, options.change);
  writer.commit(packages, model);
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
  if (!options.dry_run) lock.emplace(packages, options.on_wait);
  const Fd fd = open_file(packages, O_RDONLY);
  Survey found = survey(fd.get(), packages.string(), options.change);
  if (options.dry_run || (!found.summary.header && found.summary.changed == 0))
    return found.summary;
  rewrite(fd.get(), packages, found.header, options);
  found.summary.written = true;
  return found.summary;
}

} // namespace crossrc::binpkg
