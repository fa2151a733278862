// GPKG (GLEP 78; lib/portage/gpkg.py): a tar with the members
//   NAME/gpkg-1  NAME/metadata.tar.zst  NAME/image.tar.zst  NAME/Manifest
// of which the second is a tar of build-info's files as metadata/KEY; in a signed one every member
// has a .sig beside it, and the Manifest is a clear-signed message.
#pragma once

#include "binpkg/binpkg.hpp"
#include "binpkg/compression.hpp"
#include "binpkg/tar.hpp"

#include <map>
#include <vector>

namespace crossrc::binpkg {

class Manifest;

class Gpkg : public Binpkg {
public:
  /// Reads all but the image. Throws InputError with the offset where it is damaged.
  Gpkg(const Source& source, Signer& signer);

  [[nodiscard]] std::string value(std::string_view key) const override;
  [[nodiscard]] bool is_checked() const override { return true; }
  void check_writable() const override;
  void write(std::string_view chost, const Sink& out) const override;

private:
  void check_names() const;
  void find_parts();
  void read_metadata();
  [[nodiscard]] bool is_signed() const;
  [[nodiscard]] std::string_view base(const Member& member) const;
  [[nodiscard]] const Member* find(std::string_view wanted) const;
  [[nodiscard]] std::string content(const Member& member) const;
  [[nodiscard]] std::string metadata_with(std::string_view chost) const;
  [[nodiscard]] std::map<const Member*, std::string> contents_with(std::string_view chost) const;
  void copy(const Member& member, const Manifest& manifest, const Sink& out) const;

  const Source& source_;
  Signer& signer_;
  std::vector<Member> members_;
  const Member* metadata_ = nullptr;
  const Member* manifest_ = nullptr;
  Compression compression_ = Compression::none;
  std::string manifest_text_; ///< as it stands there, a signed one with its signature
  std::string tar_;           ///< the metadata, decompressed
  std::vector<Member> files_; ///< in it
};

} // namespace crossrc::binpkg
