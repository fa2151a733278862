#include "binpkg/signing.hpp"
#include "commands/binpkg.hpp"
#include "commands/commands.hpp"
#include "rules/load.hpp"

#include <array>

namespace crossrc::commands {
namespace {

binpkg::RepairSummary repair(const std::vector<std::filesystem::path>& paths, bool is_pkgdir,
                             const binpkg::ChostOptions& options) {
  binpkg::Signer signer(rules::config_root());
  return is_pkgdir ? binpkg::repair_pkgdir(paths[0] / "Packages", options, signer)
                   : binpkg::repair_files(paths, options, signer);
}

} // namespace

std::span<const Command> of_packages() {
  static const std::array table{
      Command{"binpkg", "mend binary packages and their index",
              [](CLI::App& app, int& status) { declare_chost(app, status, repair); }},
  };
  return table;
}

} // namespace crossrc::commands
