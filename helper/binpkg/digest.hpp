// The digests of the index and of a GPKG's Manifest.
#pragma once

#include <memory>
#include <openssl/evp.h>
#include <string>
#include <string_view>

namespace crossrc::binpkg {

/// By Portage's names for them (lib/portage/checksum.py).
enum class Hash { md5, sha1, blake2b, sha512 };

/// One digest, byte by byte.
class Digest {
public:
  /// Throws Error where the library has no such digest (one in FIPS mode has no MD5).
  explicit Digest(Hash hash);

  void update(std::string_view data);

  /// In hexadecimal. Nothing may be added after it.
  [[nodiscard]] std::string hex();

private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { ::EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

/// The digest of all of `data`, in hexadecimal.
std::string digest(Hash hash, std::string_view data);

} // namespace crossrc::binpkg
