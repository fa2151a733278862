#include "binpkg/repack.hpp"

#include "base/error.hpp"
#include "binpkg/digest.hpp"

#include <ctime>

namespace fs = std::filesystem;

namespace crossrc::binpkg {
namespace {

/// The digests of the index, and the size, of what passes.
class FactsSink {
public:
  void update(std::string_view data) {
    md5_.update(data);
    sha1_.update(data);
    size_ += data.size();
  }

  FileFacts facts(std::time_t mtime) {
    return {std::to_string(size_), std::to_string(mtime), md5_.hex(), sha1_.hex()};
  }

  [[nodiscard]] uint64_t size() const { return size_; }

private:
  Digest md5_{Hash::md5};
  Digest sha1_{Hash::sha1};
  uint64_t size_ = 0;
};

bool is_same(const struct stat& one, const struct stat& other) {
  return one.st_dev == other.st_dev && one.st_ino == other.st_ino && one.st_size == other.st_size &&
         one.st_mtim.tv_sec == other.st_mtim.tv_sec && one.st_mtim.tv_nsec == other.st_mtim.tv_nsec;
}

} // namespace

Repack::Repack(const PackageFile& old, std::string_view chost, Signer& signer)
    : path_(old.path()), old_(old.source().status()), replacement_(old.path()) {
  write(old, chost);
  check(chost, signer);
}

void Repack::write(const PackageFile& old, std::string_view chost) {
  FactsSink facts;
  old.package().write(chost, [&](std::string_view data) {
    facts.update(data);
    replacement_.write(data);
  });
  // Clients that have the old file take it for the new one unless size or time differ
  // (bintree.py, download_required).
  const std::time_t mtime = later_than(old_.st_mtim.tv_sec);
  replacement_.seal(old_, mtime);
  facts_ = facts.facts(mtime);
  size_ = facts.size();
}

/// What was written must be a package again, with that CHOST.
void Repack::check(std::string_view chost, Signer& signer) const {
  const Fd fd = replacement_.open();
  const Source source(fd.get(), path_.string());
  if (open_binpkg(source, signer)->value("CHOST") != chost)
    throw Error("it cannot be rewritten so that Portage would find the new CHOST in it");
}

bool Repack::is_current() const {
  const auto now = replacement_.current();
  return now && is_same(*now, old_);
}

FileFacts facts_of(const Source& source) {
  FactsSink facts;
  source.copy(0, source.size(), [&](std::string_view data) { facts.update(data); });
  return facts.facts(source.status().st_mtime);
}

} // namespace crossrc::binpkg
