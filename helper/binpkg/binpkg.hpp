// A binary package of either format, as far as CHOST is concerned.
#pragma once

#include "binpkg/source.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace crossrc::binpkg {

class Signer;

class Binpkg {
public:
  Binpkg() = default;
  Binpkg(const Binpkg&) = delete;
  Binpkg& operator=(const Binpkg&) = delete;
  virtual ~Binpkg() = default;

  /// A value of its metadata, without white space around it; empty where there is none.
  [[nodiscard]] virtual std::string value(std::string_view key) const = 0;

  /// True if the package carries checksums of its own for what write() copies.
  [[nodiscard]] virtual bool is_checked() const = 0;

  /// Throws the Error that keeps write() from writing, as far as that is known without doing it.
  virtual void check_writable() const = 0;

  /// Writes the package with another CHOST; all else in it stays byte for byte, but for lengths,
  /// checksums and signatures of what holds it. Throws InputError with the offset where what it
  /// copies is damaged.
  virtual void write(std::string_view chost, const Sink& out) const = 0;
};

/// Opens a package in the format that its name says, or else its content (portage/binpkg.py,
/// get_binpkg_format). Throws InputError with the offset where it is damaged. `source` and `signer`
/// must outlive it.
std::unique_ptr<Binpkg> open_binpkg(const Source& source, Signer& signer);

/// `value` as CHOST stands in metadata, with `chost` in it and the white space around it as before.
std::string replace_chost(std::string_view value, std::string_view chost);

} // namespace crossrc::binpkg
