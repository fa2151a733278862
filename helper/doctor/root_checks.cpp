// Where the target's root is, and whether everyone means the same by it.
#include "base/text.hpp"
#include "doctor/checks.hpp"
#include "doctor/remedy.hpp"
#include "root/target_root.hpp"

#include <array>
#include <fmt/format.h>

namespace crossrc::doctor {
namespace {

constexpr std::array<const char*, 3> k_roots{"ROOT", "SYSROOT", "PORTAGE_CONFIGROOT"};

/// Where `crossrc root` mounts it.
std::string default_root(const Facts& facts) {
  return facts.environment("EPREFIX").value_or("") + "/usr/" + facts.target.chost;
}

std::optional<Finding> roots_agree(const Facts& facts) {
  const std::string root = facts.target.root;
  const std::string remedy = export_roots(facts);
  const std::string config_root = rules::normal_root(facts.of_target.root.string());
  if (config_root != root) {
    return wrong(fmt::format("the rules of \"{}\" are for the root \"{}\"", config_root, root),
                 command({"crossrc", "doctor", "--config-root", root}));
  }
  size_t set = 0;
  for (const char* name : k_roots) {
    const std::string value = facts.environment(name).value_or("");
    if (value.empty()) continue;
    ++set;
    if (rules::normal_root(value) != root) {
      return wrong(fmt::format("{} is \"{}\", and the target's root \"{}\"", name, value, root),
                   remedy);
    }
  }
  if (set == 0) return ok(fmt::format("\"{}\"; emerge needs: {}", root, remedy));
  if (set == k_roots.size()) return ok(fmt::format("ROOT, SYSROOT, PORTAGE_CONFIGROOT: {}", root));
  return wrong("of ROOT, SYSROOT and PORTAGE_CONFIGROOT only some are set", remedy);
}

std::optional<Finding> sysroot_is_root(const Facts& facts) {
  if (facts.trials.empty() || facts.missing_mount) return std::nullopt;
  const std::string& sysroot = facts.compiler_sysroot;
  if (sysroot.empty()) {
    return ok(fmt::format("{}-gcc has no sysroot of its own", facts.target.chost));
  }
  if (sysroot == facts.target.root) {
    return ok(fmt::format("{}-gcc looks into the target's root", facts.target.chost));
  }
  return wrong(fmt::format("{}-gcc looks into \"{}\", and the target's root is \"{}\"",
                           facts.target.chost, sysroot, facts.target.root),
               sysroot == default_root(facts)
                   ? command({"crossrc", "root", "mount", facts.target.chost, facts.target.root})
                   : command({"mount", "--bind", facts.target.root, sysroot}));
}

std::optional<Finding> mount_is_safe(const Facts& facts) {
  if (facts.missing_mount) {
    return wrong(root::message_of(*facts.missing_mount), root::remedy_of(*facts.missing_mount));
  }
  const std::string& root = facts.target.root;
  const std::string what = fmt::format(
      "{} is mounted at \"{}\"", facts.mount ? root::describe(*facts.mount) : "nothing", root);
  if (!facts.toolchain_builders.empty()) {
    const root::User& user = facts.toolchain_builders.front();
    return wrong(fmt::format("{}, and process {} ({}) builds cross-{}, which wants it empty", what,
                             user.process, user.name, facts.target.chost),
                 root == default_root(facts)
                     ? command({"crossrc", "root", "umount", facts.target.chost})
                     : command({"umount", root}));
  }
  if (facts.is_root) return ok(what + ", and no part of the cross toolchain is being built");
  return unseen(what + "; whether the cross toolchain is being built, only root can see");
}

} // namespace

std::span<const Check> root_checks() {
  static constexpr auto k_checks = std::to_array<Check>({
      {"roots", roots_agree},
      {"sysroot", sysroot_is_root},
  });
  return k_checks;
}

std::span<const Check> mount_checks() {
  static constexpr auto k_checks = std::to_array<Check>({
      {"mount", mount_is_safe},
  });
  return k_checks;
}

} // namespace crossrc::doctor
