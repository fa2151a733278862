#include "binpkg/package_file.hpp"

#include "base/directory.hpp"
#include "base/error.hpp"

#include <cerrno>
#include <fcntl.h>

namespace fs = std::filesystem;

namespace crossrc::binpkg {
namespace {

/// A pipe is not waited for, and a link not followed: Portage looks at the link itself.
Fd open_if_there(const fs::path& path) {
  try {
    Fd fd = Directory(path.parent_path()).open(path.filename(), O_RDONLY | O_NONBLOCK);
    if (!fd && errno == ELOOP) throw Error("it is a symbolic link, Portage does not index those");
    if (!fd) throw SystemError("open", path.string());
    return fd;
  } catch (const SystemError& error) {
    if (error.error_number() != ENOENT && error.error_number() != ENOTDIR) throw;
    return {};
  }
}

} // namespace

std::unique_ptr<PackageFile> PackageFile::open(const fs::path& path, Signer& signer) {
  Fd fd = open_if_there(path);
  return fd ? std::make_unique<PackageFile>(std::move(fd), path, signer) : nullptr;
}

PackageFile::PackageFile(Fd fd, const fs::path& path, Signer& signer)
    : path_(path), fd_(std::move(fd)), source_(fd_.get(), path.string()) {
  if (!S_ISREG(source_.status().st_mode)) throw Error("it is not a regular file");
  package_ = open_binpkg(source_, signer);
}

} // namespace crossrc::binpkg
