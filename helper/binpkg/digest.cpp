#include "binpkg/digest.hpp"

#include "base/error.hpp"

#include <array>
#include <fmt/format.h>

namespace crossrc::binpkg {
namespace {

const EVP_MD* algorithm(Hash hash) {
  switch (hash) {
  case Hash::md5:
    return ::EVP_md5();
  case Hash::sha1:
    return ::EVP_sha1();
  case Hash::blake2b:
    return ::EVP_blake2b512();
  case Hash::sha512:
    return ::EVP_sha512();
  }
  return nullptr;
}

} // namespace

Digest::Digest(Hash hash) : context_(::EVP_MD_CTX_new()) {
  if (!context_ || ::EVP_DigestInit_ex(context_.get(), algorithm(hash), nullptr) != 1)
    throw Error("libcrypto does not provide a digest that binary packages need");
}

void Digest::update(std::string_view data) {
  if (::EVP_DigestUpdate(context_.get(), data.data(), data.size()) != 1)
    throw Error("libcrypto cannot compute a digest");
}

std::string Digest::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  if (::EVP_DigestFinal_ex(context_.get(), bytes.data(), &size) != 1)
    throw Error("libcrypto cannot compute a digest");
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

std::string digest(Hash hash, std::string_view data) {
  Digest digest(hash);
  digest.update(data);
  return digest.hex();
}

} // namespace crossrc::binpkg
