// Signatures of GPKGs, made and checked as Portage is set up to (make.conf(5), BINPKG_GPG_*;
// lib/portage/gpkg.py, class checksum_helper).
#pragma once

#include "base/process.hpp"
#include "portage/settings.hpp"

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::binpkg {

/// True for a message with a signature below it (RFC 4880, 7).
bool is_clear_signed(std::string_view message);

/// The text of such a message, which nobody has checked. Throws Error where that has no end.
std::string signed_text(std::string_view message);

/// Calls what Portage calls. Settings that are in the environment win, as they do there.
class Signer {
public:
  explicit Signer(std::filesystem::path config_root) : settings_(std::move(config_root)) {}

  /// Throws the Error that says why Portage would not sign.
  void check();

  /// An armored signature of `data`, as in a `.sig` member. Throws Error where it cannot be made.
  std::string detached(std::string_view data);

  /// `text` with a signature below it.
  std::string clear(std::string_view text);

  /// The text of a signed message. Throws Error where the signature is not one that Portage
  /// accepts: good, and made with a key that is trusted. With FEATURES=binpkg-ignore-signature
  /// nothing is checked.
  std::string verified(std::string_view message);

private:
  [[nodiscard]] std::string setting(const std::string& name);
  const std::set<std::string>& features();
  std::vector<std::string> command(std::string_view base, std::string_view options,
                                   std::string_view signature);
  std::string sign(std::string_view data, std::string_view kind);
  std::optional<Identity> verifier();

  portage::Settings settings_;
  std::optional<std::set<std::string>> features_;
};

} // namespace crossrc::binpkg
