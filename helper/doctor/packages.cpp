#include "doctor/packages.hpp"

#include "base/error.hpp"
#include "base/fd.hpp"
#include "binpkg/index.hpp"

#include <cerrno>
#include <fcntl.h>

namespace fs = std::filesystem;

namespace crossrc::doctor {

PackagesIndex read_packages_index(const fs::path& pkgdir) {
  PackagesIndex index;
  const fs::path file = pkgdir / "Packages";
  const Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) {
    if (errno != ENOENT) index.problem = SystemError("open", file.string()).what();
    return index;
  }
  try {
    binpkg::IndexReader reader(fd.get(), file.string());
    std::string header; // an entry without CHOST has the header's
    if (const auto block = reader.next()) header = block->chost.value_or("");
    while (const auto block = reader.next())
      ++index.packages[std::string(block->chost.value_or(header))];
  } catch (const Error& error) {
    index.problem = error.what();
  }
  return index;
}

} // namespace crossrc::doctor
