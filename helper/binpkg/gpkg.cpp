#include "binpkg/gpkg.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "binpkg/manifest.hpp"
#include "binpkg/signing.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace crossrc::binpkg {
namespace {

constexpr uint64_t k_longest_text = 16U << 20U; // of a Manifest, of what follows the last member
constexpr std::string_view k_chost_file = "metadata/CHOST";

std::string_view range(std::string_view text, uint64_t begin, uint64_t end) {
  return text.substr(begin, end - begin);
}

/// Does what reads `member`, and tells an Error with the place of that.
template <typename Read> auto at(const Source& source, const Member& member, Read read) {
  try {
    return read();
  } catch (const InputError&) {
    throw;
  } catch (const Error& error) {
    source.fail(member.data, error.what());
  }
}

std::string clear_text(const std::string& manifest) {
  return is_clear_signed(manifest) ? signed_text(manifest) : manifest;
}

} // namespace

Gpkg::Gpkg(const Source& source, Signer& signer)
    : source_(source), signer_(signer), members_(read_members(source)) {
  check_names();
  find_parts();
  read_metadata();
}

/// As Portage checks them (gpkg.py, _verify_binpkg): all in one directory, none twice.
void Gpkg::check_names() const {
  const std::string& first = members_.front().name;
  const std::string directory = first.substr(0, first.find('/') + 1);
  for (const Member& member : members_) {
    const std::string& name = member.name;
    if (directory.size() < 2 || !name.starts_with(directory) || base(member).empty() ||
        base(member).find('/') != std::string::npos || !member.regular)
      source_.fail(member.header,
                   fmt::format("expected a file in one directory, found \"{}\"", name));
    if (find(base(member)) != &member)
      source_.fail(member.header, fmt::format("\"{}\" is there twice", name));
  }
  if (find("gpkg-1") == nullptr) source_.fail(0, "expected a GPKG, it has no member \"gpkg-1\"");
}

std::string_view Gpkg::base(const Member& member) const {
  return std::string_view(member.name).substr(member.name.find('/') + 1);
}

const Member* Gpkg::find(std::string_view wanted) const {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [&](const Member& member) { return base(member) == wanted; });
  return found == members_.end() ? nullptr : &*found;
}

std::string Gpkg::content(const Member& member) const {
  return source_.read(member.data, member.size);
}

void Gpkg::find_parts() {
  for (const Member& member : members_) {
    const std::string_view name = base(member);
    if (!name.starts_with("metadata.tar") || name.ends_with(".sig")) continue;
    if (metadata_ != nullptr) source_.fail(member.header, "the metadata are there twice");
    metadata_ = &member;
  }
  manifest_ = find("Manifest");
  if (metadata_ == nullptr) source_.fail(source_.size(), "expected metadata before here");
  if (manifest_ == nullptr) source_.fail(source_.size(), "expected a Manifest before here");
  if (manifest_->size > k_longest_text) source_.fail(manifest_->data, "this Manifest is too long");
  manifest_text_ = content(*manifest_);
  const Manifest manifest =
      at(source_, *manifest_, [&] { return Manifest(clear_text(manifest_text_)); });
  for (const std::string& name : manifest.names())
    if (find(name) == nullptr)
      source_.fail(manifest_->data, fmt::format("\"{}\" is in the Manifest only", name));
  for (const Member& member : members_)
    if (&member != manifest_ && !manifest.has(base(member)))
      source_.fail(member.header, fmt::format("\"{}\" is not in the Manifest", base(member)));
}

void Gpkg::read_metadata() {
  at(source_, *metadata_, [&] {
    if (metadata_->size > k_most_metadata)
      throw Error(fmt::format("metadata of {} bytes: expected at most {}", metadata_->size,
                              k_most_metadata));
    const std::string packed = content(*metadata_);
    MemberDigest digest;
    digest.update(packed);
    Manifest(clear_text(manifest_text_)).check(base(*metadata_), digest);
    compression_ = compression_of(base(*metadata_));
    tar_ = decompress(compression_, packed);
  });
  files_ = read_members(tar_, [&](uint64_t offset, std::string_view what) {
    source_.fail(metadata_->data, fmt::format("in the metadata, byte {}: {}", offset, what));
  });
  const auto is_chost = [](const Member& file) { return file.name == k_chost_file; };
  if (std::count_if(files_.begin(), files_.end(), is_chost) > 1)
    source_.fail(metadata_->data, "in the metadata \"CHOST\" is there twice");
}

std::string Gpkg::value(std::string_view key) const {
  for (const Member& file : files_)
    if (file.name.starts_with("metadata/") && std::string_view(file.name).substr(9) == key)
      return std::string(trim(std::string_view(tar_).substr(file.data, file.size)));
  return "";
}

bool Gpkg::is_signed() const {
  const auto is_signature = [](const Member& member) { return member.name.ends_with(".sig"); };
  return is_clear_signed(manifest_text_) ||
         std::any_of(members_.begin(), members_.end(), is_signature);
}

void Gpkg::check_writable() const {
  if (is_signed()) signer_.check();
}

/// The metadata's tar with another CHOST; one that was missing comes last.
std::string Gpkg::metadata_with(std::string_view chost) const {
  const std::string_view tar = tar_;
  const uint64_t end = files_.back().end();
  auto file = std::find_if(files_.begin(), files_.end(),
                           [](const Member& member) { return member.name == k_chost_file; });
  const bool missing = file == files_.end();
  if (missing) file = files_.begin();
  const std::string_view headers = range(tar, file->header, file->data);
  const std::string value = replace_chost(missing ? "" : tar.substr(file->data, file->size), chost);
  std::string result(range(tar, 0, missing ? end : file->header));
  result +=
      resized_headers(missing ? renamed_header(headers, k_chost_file) : headers, value.size());
  result.append(value).append(padding(value.size()));
  if (!missing) result += range(tar, file->end(), end);
  result += end_of_archive(tar.substr(std::min<uint64_t>(end, tar.size())), result.size());
  return result;
}

/// What takes the place of the members that change.
std::map<const Member*, std::string> Gpkg::contents_with(std::string_view chost) const {
  std::map<const Member*, std::string> contents;
  Manifest manifest(is_signed() ? signer_.verified(manifest_text_) : manifest_text_);
  const auto put = [&](const Member& member, std::string content) {
    MemberDigest digest;
    digest.update(content);
    manifest.set(base(member), digest);
    contents[&member] = std::move(content);
  };
  put(*metadata_, compress(compression_, metadata_with(chost)));
  const Member* const signature = find(std::string(base(*metadata_)) + ".sig");
  if (signature != nullptr) put(*signature, signer_.detached(contents[metadata_]));
  contents[manifest_] = is_signed() ? signer_.clear(manifest.text()) : manifest.text();
  return contents;
}

void Gpkg::write(std::string_view chost, const Sink& out) const {
  const std::map<const Member*, std::string> contents = contents_with(chost);
  const Manifest manifest(clear_text(manifest_text_));
  uint64_t written = 0;
  const Sink counted = [&](std::string_view data) {
    out(data);
    written += data.size();
  };
  for (const Member& member : members_) {
    const auto changed = contents.find(&member);
    if (changed == contents.end()) {
      copy(member, manifest, counted);
      continue;
    }
    const std::string headers = source_.read(member.header, member.data - member.header);
    if (headers.find(" size=") != std::string::npos)
      source_.fail(member.header, "the size of this member is in an extended header");
    counted(resized_headers(headers, changed->second.size()));
    counted(changed->second);
    counted(padding(changed->second.size()));
  }
  const uint64_t end = std::min(members_.back().end(), source_.size());
  if (source_.size() - end > k_longest_text)
    source_.copy(end, source_.size(), counted);
  else
    counted(end_of_archive(source_.read(end, source_.size() - end), written));
}

/// A member as it is; its content must be what the Manifest says.
void Gpkg::copy(const Member& member, const Manifest& manifest, const Sink& out) const {
  MemberDigest digest;
  source_.copy(member.header, member.data, out);
  source_.copy(member.data, member.data + member.size, [&](std::string_view data) {
    digest.update(data);
    out(data);
  });
  source_.copy(member.data + member.size, std::min(member.end(), source_.size()), out);
  if (&member != manifest_) at(source_, member, [&] { manifest.check(base(member), digest); });
}

} // namespace crossrc::binpkg
