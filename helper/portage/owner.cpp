#include "portage/owner.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "portage/installed.hpp"

#include <algorithm>

namespace fs = std::filesystem;

namespace crossrc::portage {
namespace {

/// The path of `obj PATH DIGEST TIME` and `sym PATH -> TARGET TIME`; empty for directories.
std::string_view path_in(std::string_view line) {
  const bool is_link = line.starts_with("sym ");
  if (!is_link && !line.starts_with("obj ")) return {};
  line.remove_prefix(4);
  if (is_link) return line.substr(0, line.find(" -> "));
  const size_t time = line.rfind(' ');
  const size_t digest = time == 0 ? time : line.rfind(' ', time - 1);
  return digest == std::string_view::npos ? std::string_view() : line.substr(0, digest);
}

} // namespace

std::optional<Package> find_owner(const fs::path& root,
                                  const std::function<bool(std::string_view)>& is_wanted) {
  auto packages = installed_packages(root, Atom::parse("*/*"));
  std::reverse(packages.begin(), packages.end());
  for (Package& package : packages) {
    const std::string contents =
        read_file_if_exists(root / "var/db/pkg" / package.cpv() / "CONTENTS").value_or("");
    for (const std::string_view line : split(contents, '\n')) {
      const std::string_view path = path_in(line);
      if (!path.empty() && is_wanted(path)) return std::move(package);
    }
  }
  return std::nullopt;
}

std::optional<Package> owner_of(const fs::path& root, const fs::path& file) {
  return find_owner(root, [&](std::string_view path) { return path == file.native(); });
}

} // namespace crossrc::portage
