// Binary packages made of bytes, for the tests of their readers.
#pragma once

#include "base/error.hpp"
#include "base/file.hpp"
#include "binpkg/binpkg.hpp"
#include "binpkg/manifest.hpp"
#include "binpkg/signing.hpp"
#include "binpkg/tar.hpp"

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <utility>
#include <vector>

namespace crossrc::binpkg {

constexpr const char* k_old_chost = "x86_64-pc-linux-gnu";
constexpr const char* k_new_chost = "x86_64-laptop-linux-gnu";

using Files = std::vector<std::pair<std::string, std::string>>;

struct PackageFixture {
  TemporaryDirectory directory{std::filesystem::temp_directory_path()};
  Signer signer{"/nonexistent"};
  std::filesystem::path path;

  /// What `read` answers about a package of these bytes.
  template <typename Read> auto with(const std::string& bytes, Read read) {
    replace_file(path, bytes);
    const Fd fd = open_file(path, O_RDONLY);
    const Source source(fd.get(), path.string());
    return read(*open_binpkg(source, signer));
  }

  std::string value(const std::string& bytes, const std::string& key) {
    return with(bytes, [&](const Binpkg& package) { return package.value(key); });
  }

  std::string rewritten(const std::string& bytes) {
    return with(bytes, [](const Binpkg& package) {
      std::string out;
      package.write(k_new_chost, [&](std::string_view data) { out += data; });
      return out;
    });
  }

  /// Refused, when it is opened or when it is written, with this message behind the file's name.
  void check_damaged(const std::string& bytes, const std::string& message) {
    BOOST_CHECK_EXCEPTION(rewritten(bytes), InputError, [&](const InputError& error) {
      BOOST_TEST(error.what() == path.string() + ": " + message);
      return true;
    });
  }
};

/// A tar of these files, with a whole last record.
inline std::string tar(const Files& files) {
  std::string archive;
  for (const auto& [name, content] : files) {
    std::string header(512, '\0');
    header.replace(100, 8, std::string("0000644\0", 8));
    header.replace(257, 8, std::string("ustar\00000", 8));
    archive += resized_headers(renamed_header(header, name), content.size());
    archive += content + padding(content.size());
  }
  return archive + end_of_archive(std::string(1024, '\0'), archive.size());
}

} // namespace crossrc::binpkg
