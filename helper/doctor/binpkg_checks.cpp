// Whether the target will get its packages, and take them.
#include "base/text.hpp"
#include "doctor/checks.hpp"
#include "doctor/remedy.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <regex>

namespace crossrc::doctor {
namespace {

bool holds(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::optional<Finding> packages_are_made(const Facts& facts) {
  if (!facts.of_target.problem.empty()) return std::nullopt;
  const std::vector<std::string> options = words(facts.of_target.get("EMERGE_DEFAULT_OPTS"));
  if (holds(words(facts.of_target.get("FEATURES")), "buildpkg")) {
    return ok("FEATURES has buildpkg");
  }
  for (const char* option : {"--buildpkg", "-b", "--buildpkg=y", "--buildpkgonly", "-B"}) {
    if (holds(options, option)) return ok(fmt::format("EMERGE_DEFAULT_OPTS has {}", option));
  }
  return wrong("builds for the target leave no binary packages",
               assign(facts.of_target, "FEATURES", "${FEATURES} buildpkg"));
}

std::optional<Finding> pkgdir_is_its_own(const Facts& facts) {
  if (!facts.of_target.problem.empty() || !facts.of_builder.problem.empty()) return std::nullopt;
  const std::string pkgdir = facts.of_target.get("PKGDIR");
  const std::string remedy =
      if_tuple_known(facts, assign(facts.of_target, "PKGDIR", own_pkgdir(facts)));
  if (pkgdir.empty()) return wrong("PKGDIR is not set", remedy);
  if (rules::normal_root(pkgdir) != rules::normal_root(facts.of_builder.get("PKGDIR"))) {
    return ok(fmt::format("the target's packages go to \"{}\"", pkgdir));
  }
  return wrong(fmt::format("\"{}\" is the builder's PKGDIR too", pkgdir), remedy);
}

std::optional<Finding> format_is_known(const Facts& facts) {
  if (!facts.of_target.problem.empty()) return std::nullopt;
  const std::string format = facts.of_target.get("BINPKG_FORMAT");
  if (format == "gpkg" || format == "xpak") return ok(fmt::format("BINPKG_FORMAT is {}", format));
  if (format.empty()) return ok("BINPKG_FORMAT is Portage's default");
  return wrong(fmt::format("BINPKG_FORMAT is \"{}\"; expected gpkg or xpak", format),
               assign(facts.of_target, "BINPKG_FORMAT", "gpkg"));
}

/// As Portage matches it (portage/dbapi/bintree.py, binarytree._accept_chost).
bool accepts(const std::vector<std::string>& patterns, const std::string& chost) {
  return patterns.empty() || std::regex_match(chost, std::regex(join(patterns, "|")));
}

std::optional<Finding> target_takes_them(const Facts& facts) {
  const std::string& chost = facts.target.chost;
  if (!facts.of_target.problem.empty() || chost.empty()) return std::nullopt;
  const std::string accepted = facts.of_target.get("ACCEPT_CHOSTS");
  const std::string remedy = assign(facts.of_target, "ACCEPT_CHOSTS", chost);
  if (words(accepted).empty()) return ok("ACCEPT_CHOSTS is CHOST");
  try {
    if (accepts(words(accepted), chost)) return ok(fmt::format("ACCEPT_CHOSTS takes {}", chost));
  } catch (const std::regex_error&) {
    return wrong(fmt::format("ACCEPT_CHOSTS=\"{}\" is no regular expression", accepted), remedy);
  }
  return wrong(fmt::format("ACCEPT_CHOSTS=\"{}\" refuses packages for {}", accepted, chost),
               remedy);
}

/// The packages that are there are for CHOSTs that the target takes.
std::optional<Finding> packages_are_for_it(const Facts& facts) {
  const std::string& chost = facts.target.chost;
  const std::string pkgdir = facts.of_target.get("PKGDIR");
  if (!facts.of_target.problem.empty() || chost.empty() || pkgdir.empty()) return std::nullopt;
  if (!facts.packages.problem.empty()) return wrong(facts.packages.problem, "emaint binhost --fix");
  std::vector<std::string> accepted = words(facts.of_target.get("ACCEPT_CHOSTS"));
  if (accepted.empty()) accepted = {chost};
  std::vector<std::string> others;
  try {
    for (const auto& [other, count] : facts.packages.packages) {
      if (!other.empty() && !accepts(accepted, other))
        others.push_back(fmt::format("{} for {}", count, other));
    }
  } catch (const std::regex_error&) {
    return std::nullopt;
  }
  if (others.empty()) return ok("the target takes all packages that are there");
  return wrong(
      fmt::format("\"{}\" has packages that the target refuses: {}", pkgdir, join(others, ", ")),
      command({"crossrc", "binpkg", "chost", "--to", chost, pkgdir}));
}

} // namespace

std::span<const Check> binpkg_checks() {
  static constexpr auto k_checks = std::to_array<Check>({
      {"buildpkg", packages_are_made},
      {"pkgdir", pkgdir_is_its_own},
      {"binpkg-format", format_is_known},
      {"accept-chosts", target_takes_them},
      {"packages", packages_are_for_it},
  });
  return k_checks;
}

} // namespace crossrc::doctor
