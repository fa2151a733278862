// What the two machines are called, and by whom.
#include "base/shell.hpp"
#include "base/text.hpp"
#include "doctor/checks.hpp"
#include "doctor/remedy.hpp"
#include "rules/tuple.hpp"

#include <array>
#include <fmt/format.h>

namespace crossrc::doctor {
namespace {

std::optional<Finding> settings_are_known(const Facts& facts) {
  for (const Configuration* machine : {&facts.of_target, &facts.of_builder}) {
    if (machine->problem.empty()) continue;
    const std::string root = machine->root.string();
    return wrong(fmt::format("of \"{}\": {}", root, machine->problem),
                 fmt::format("PORTAGE_CONFIGROOT={} portageq envvar CHOST", shell_quote(root)));
  }
  return ok("portageq tells the settings of both machines");
}

/// Like the builder's, if that is known, with another vendor.
std::string name_target(const Facts& facts) {
  if (facts.builder.chost.empty()) {
    return fmt::format("set the builder's CHOST in \"{}\" first, and ask again",
                       facts.of_builder.make_conf.string());
  }
  return assign(facts.of_target, "CHOST", with_other_vendor(facts, facts.builder.chost));
}

std::optional<Finding> tuples_differ(const Facts& facts) {
  if (facts.target.chost.empty())
    return wrong("the target's CHOST is not known", name_target(facts));
  if (facts.target.chost != facts.builder.chost) {
    return ok(
        fmt::format("the target is {}, the builder {}", facts.target.chost, facts.builder.chost));
  }
  return wrong(fmt::format("both machines are {}: change the target's, and build its toolchain "
                           "anew in a chroot",
                           facts.target.chost),
               name_target(facts));
}

std::optional<Finding> vendor_is_its_own(const Facts& facts) {
  const std::string& chost = facts.target.chost;
  if (chost.empty() || chost == facts.builder.chost) return std::nullopt;
  if (rules::with_vendor_of(chost, "x86_64-pc-linux-gnu") != chost) {
    return ok("the target's vendor is not \"pc\"");
  }
  return wrong("the target's vendor is \"pc\", that of every native toolchain",
               assign(facts.of_target, "CHOST", with_other_vendor(facts, chost)));
}

/// "gnu", "musl": by the last word of a tuple, without the ABI behind it.
std::string_view libc_of(std::string_view tuple) {
  const std::string_view word = tuple.substr(tuple.rfind('-') + 1);
  for (const std::string_view libc : {"gnu", "musl", "uclibc"})
    if (word.starts_with(libc)) return libc;
  return word;
}

std::optional<Finding> libcs_are_of_a_kind(const Facts& facts) {
  if (facts.target.chost.empty() || facts.builder.chost.empty()) return std::nullopt;
  const std::string_view target = libc_of(facts.target.chost);
  const std::string_view builder = libc_of(facts.builder.chost);
  if (target == builder) return ok(fmt::format("both machines have a C library \"{}\"", target));
  return wrong(
      fmt::format("the target's C library is \"{}\", the builder's \"{}\": its programs do "
                  "not start on the builder, and those that trap have no twins",
                  target, builder),
      "method cross for all packages: it runs nothing of the target's");
}

/// The tuple that crossrc goes by is the one that Portage does.
Finding compare_with_make_conf(const Configuration& machine, const std::string& ours) {
  const std::string theirs = machine.get("CHOST");
  const std::string file = machine.make_conf.string();
  if (theirs == ours) return ok(fmt::format("{} in \"{}\" too", ours, file));
  return wrong(
      fmt::format("{} to crossrc, {} in \"{}\"", ours, theirs.empty() ? "not set" : theirs, file),
      assign(machine, "CHOST", ours));
}

std::optional<Finding> target_agrees(const Facts& facts) {
  if (!facts.of_target.problem.empty() || facts.target.chost.empty()) return std::nullopt;
  return compare_with_make_conf(facts.of_target, facts.target.chost);
}

std::optional<Finding> builder_agrees(const Facts& facts) {
  if (!facts.of_builder.problem.empty() || facts.builder.chost.empty()) return std::nullopt;
  return compare_with_make_conf(facts.of_builder, facts.builder.chost);
}

std::optional<Finding> abis_agree(const Facts& facts) {
  const std::string& chost = facts.target.chost;
  if (!facts.of_target.problem.empty() || chost.empty()) return std::nullopt;
  std::vector<std::string> good;
  for (const std::string& abi : rules::abis(facts.of_target.setting)) {
    const std::string name = "CHOST_" + abi;
    const std::string is = facts.of_target.get(name);
    const std::string wanted = rules::chost_of_abi(abi, chost, facts.of_target.setting);
    if (is.empty()) continue; // multilib.eclass falls back to CHOST
    if (is == wanted) {
      good.push_back(name);
      continue;
    }
    return wrong(fmt::format("{} is {}, and CHOST {}", name, is, chost),
                 assign(facts.of_target, name, wanted));
  }
  return ok(good.empty() ? "no CHOST_<abi> is set" : join(good, ", ") + " agree with CHOST");
}

} // namespace

std::span<const Check> tuple_checks() {
  static constexpr auto k_checks = std::to_array<Check>({
      {"portage", settings_are_known},
      {"chost", tuples_differ},
      {"vendor", vendor_is_its_own},
      {"libc", libcs_are_of_a_kind},
      {"target-chost", target_agrees},
      {"builder-chost", builder_agrees},
      {"chost-abi", abis_agree},
  });
  return k_checks;
}

} // namespace crossrc::doctor
