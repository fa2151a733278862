// A binary package as a fuzz target's input.
#pragma once

#include "base/error.hpp"
#include "binpkg/binpkg.hpp"
#include "binpkg/signing.hpp"
#include "input.hpp"

#include <string>

namespace crossrc::fuzz {

/// Whatever is in the file `name`: it is refused, or written anew with another CHOST and, read
/// again, has that and all else that it had.
inline int rewrite_package(std::string_view content, const std::string& name) {
  static binpkg::Signer signer("/nonexistent");
  ::setenv("PATH", "/nonexistent", 1); // no program is called, neither compressors nor portageq
  const Fd fd = file(content);
  const binpkg::Source source(fd.get(), name);
  std::string written;
  std::string before;
  try {
    const auto package = binpkg::open_binpkg(source, signer);
    before = package->value("PF");
    package->write("x86_64-laptop-linux-gnu", [&](std::string_view data) { written += data; });
  } catch (const Error&) {
    return 0;
  }
  const Fd again = file(written);
  const binpkg::Source rewritten(again.get(), name);
  const auto package = binpkg::open_binpkg(rewritten, signer);
  require(package->value("CHOST") == "x86_64-laptop-linux-gnu");
  require(package->value("PF") == before);
  return 0;
}

} // namespace crossrc::fuzz
