// The file of a binary package.
#pragma once

#include "base/fd.hpp"
#include "binpkg/binpkg.hpp"

#include <filesystem>
#include <memory>

namespace crossrc::binpkg {

class PackageFile {
public:
  /// Nothing where there is no such file. Throws Error where it is no package that Portage would
  /// index, InputError with the offset where it is damaged. `signer` must outlive it.
  static std::unique_ptr<PackageFile> open(const std::filesystem::path& path, Signer& signer);

  PackageFile(Fd fd, const std::filesystem::path& path, Signer& signer);
  PackageFile(const PackageFile&) = delete;
  PackageFile& operator=(const PackageFile&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] const Source& source() const { return source_; }
  [[nodiscard]] const Binpkg& package() const { return *package_; }

private:
  std::filesystem::path path_;
  Fd fd_;
  Source source_;
  std::unique_ptr<Binpkg> package_;
};

} // namespace crossrc::binpkg
