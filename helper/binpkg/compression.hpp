// The compressions that Portage packs with (lib/portage/util/compression_probe.py), by libarchive.
#pragma once

#include <string>
#include <string_view>

namespace crossrc::binpkg {

enum class Compression { none, gzip, bzip2, lz4, lzip, lzop, xz, zstd };

/// By the end of a member's name, as in `metadata.tar.zst` (gpkg.py, ext_list); Error where it is
/// none of them.
Compression compression_of(std::string_view member_name);

/// The content. Throws Error where `data` is damaged, or more than metadata come to.
std::string decompress(Compression compression, std::string_view data);

/// Compressed at the program's default level: metadata are small.
std::string compress(Compression compression, std::string_view data);

} // namespace crossrc::binpkg
