// GPKG: the container and its Manifest; behind a Manifest that is right, the metadata.
#include "binpkg/manifest.hpp"
#include "binpkg/tar.hpp"
#include "package.hpp"

using namespace crossrc;

namespace {

/// The package with a Manifest that is right for what it holds, where it is a container at all: so
/// that damage gets further than to the digests.
std::string with_right_digests(std::string content) {
  const Fd fd = fuzz::file(content);
  const binpkg::Source source(fd.get(), "package-1.gpkg.tar");
  std::string manifest;
  const binpkg::Member* place = nullptr;
  const std::vector<binpkg::Member> members = binpkg::read_members(source);
  for (const binpkg::Member& member : members) {
    const std::string base = member.name.substr(member.name.find('/') + 1);
    if (base == "Manifest") {
      place = &member;
      continue;
    }
    const std::string data = source.read(member.data, member.size);
    manifest += "DATA " + base + " " + std::to_string(data.size()) + " BLAKE2B " +
                binpkg::digest(binpkg::Hash::blake2b, data) + "\n";
  }
  if (place == nullptr) return content;
  std::string headers = content.substr(place->header, place->data - place->header);
  const std::string rest = content.substr(std::min<size_t>(place->end(), content.size()));
  return content.substr(0, place->header) + binpkg::resized_headers(headers, manifest.size()) +
         manifest + binpkg::padding(manifest.size()) + rest;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string content(fuzz::text(data, size));
  try {
    content = with_right_digests(std::move(content));
  } catch (const Error&) {
    // as it is
  }
  return fuzz::rewrite_package(content, "package-1.gpkg.tar");
}
