#include "binpkg/binpkg.hpp"

#include "base/text.hpp"
#include "binpkg/gpkg.hpp"
#include "binpkg/xpak.hpp"

#include <algorithm>

namespace crossrc::binpkg {
namespace {

constexpr uint64_t k_first_block = 512;

bool is_xpak(const Source& source) {
  const std::string& name = source.name();
  if (name.ends_with(".tbz2") || name.ends_with(".xpak")) return true;
  if (name.ends_with(".gpkg.tar")) return false;
  const std::string start = source.read(0, std::min(k_first_block, source.size()));
  return start.find("/gpkg-1") == std::string::npos;
}

} // namespace

std::unique_ptr<Binpkg> open_binpkg(const Source& source, Signer& signer) {
  if (is_xpak(source)) return std::make_unique<Xpak>(source);
  return std::make_unique<Gpkg>(source, signer);
}

std::string replace_chost(std::string_view value, std::string_view chost) {
  const std::string_view old = trim(value);
  if (old.empty()) return std::string(chost) + "\n";
  const auto start = static_cast<size_t>(old.data() - value.data());
  return std::string(value.substr(0, start)).append(chost).append(value.substr(start + old.size()));
}

} // namespace crossrc::binpkg
