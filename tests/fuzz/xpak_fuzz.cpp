// XPAK: its metadata.
#include "package.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return crossrc::fuzz::rewrite_package(crossrc::fuzz::text(data, size), "package-1.tbz2");
}
