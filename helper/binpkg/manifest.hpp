// The Manifest of a GPKG (GLEP 78, GLEP 74; gpkg.py, _load_manifest): lines
//   DATA name size BLAKE2B hash SHA512 hash
#pragma once

#include "binpkg/digest.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::binpkg {

/// The digests that Portage checks a member by (MANIFEST2_HASH_DEFAULTS).
class MemberDigest {
public:
  void update(std::string_view data) {
    blake2b_.update(data);
    sha512_.update(data);
    size_ += data.size();
  }

private:
  friend class Manifest;
  Digest blake2b_{Hash::blake2b};
  Digest sha512_{Hash::sha512};
  uint64_t size_ = 0;
};

class Manifest {
public:
  /// Throws Error for lines of another form and for a name that is there twice.
  explicit Manifest(std::string_view text);

  [[nodiscard]] bool has(std::string_view name) const;

  /// The names in it.
  [[nodiscard]] std::vector<std::string> names() const;

  /// Throws Error where what was digested is not what the line of `name` says, or no line or no
  /// known digest of it is there.
  void check(std::string_view name, MemberDigest& digest) const;

  /// Puts the digests of another content into the line of `name`. Throws Error where that has a
  /// digest that is not known.
  void set(std::string_view name, MemberDigest& digest);

  [[nodiscard]] std::string text() const;

private:
  using Words = std::vector<std::string>;
  [[nodiscard]] size_t number_of(std::string_view name) const;
  [[nodiscard]] size_t existing(std::string_view name) const;

  std::vector<Words> lines_;
};

} // namespace crossrc::binpkg
