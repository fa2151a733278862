// The Packages index: whatever is in the file, it is refused as a whole or rewritten so that the
// second time nothing is left to change.
#include "base/error.hpp"
#include "binpkg/chost.hpp"
#include "input.hpp"

#include <fcntl.h>

using namespace crossrc;

namespace {

const binpkg::ChostChange& change() {
  static const binpkg::ChostChange change{"x86_64-laptop-linux-gnu", {}};
  return change;
}

/// How many entries change, and the index written if `packages` is a path.
size_t rewrite(int fd, const std::filesystem::path& packages, bool write) {
  size_t changed = 0;
  binpkg::Rewrite rewrite(fd, packages, binpkg::Compress::no);
  const std::string header(change().after(rewrite.header_chost()));
  const auto new_values = [&](const binpkg::Entry& entry) -> binpkg::EntryValues {
    const std::string_view after = change().after(entry.chost);
    changed += after != entry.chost ? 1 : 0;
    return {after};
  };
  rewrite.run(header, new_values, write);
  if (write) rewrite.commit();
  return changed;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const TemporaryDirectory directory("/dev/shm");
  const std::filesystem::path packages = directory.path() / "Packages";
  try {
    const Fd fd = fuzz::file(fuzz::text(data, size));
    replace_file(packages, fuzz::text(data, size));
    rewrite(fd.get(), packages, true);
  } catch (const InputError&) {
    return 0;
  }
  const Fd again = open_file(packages, O_RDONLY);
  fuzz::require(rewrite(again.get(), packages, false) == 0);
  return 0;
}
