#include "portage/owner.hpp"

#include "base/file.hpp"
#include "portage/installed.hpp"

namespace fs = std::filesystem;

namespace crossrc::portage {

std::optional<Package> owner_of(const fs::path& root, const fs::path& file) {
  const std::string entry = "obj " + file.native() + " "; // then its digest and time
  for (const Package& package : installed_packages(root, Atom::parse("*/*"))) {
    const auto contents = read_file_if_exists(root / "var/db/pkg" / package.cpv() / "CONTENTS");
    if (contents &&
        (contents->starts_with(entry) || contents->find("\n" + entry) != std::string::npos)) {
      return package;
    }
  }
  return std::nullopt;
}

} // namespace crossrc::portage
