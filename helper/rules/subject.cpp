#include "rules/subject.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "portage/metadata.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace fs = std::filesystem;

namespace crossrc::rules {
namespace {

std::string required(const Lookup& lookup, const char* name) {
  const auto value = lookup(name);
  if (!value || value->empty()) {
    throw InputError(
        fmt::format("{} is not set: expected the environment of an ebuild phase", name));
  }
  return *value;
}

std::optional<std::map<std::string, bool>> use_flags(const Lookup& lookup) {
  auto known = lookup("IUSE_EFFECTIVE");
  if (!known) known = lookup("IUSE");
  if (!known) return std::nullopt;
  const std::vector<std::string> enabled = words(lookup("USE").value_or(""));
  std::map<std::string, bool> flags;
  for (std::string& flag : words(*known)) {
    if (flag.front() == '+' || flag.front() == '-') flag.erase(0, 1); // a default, in IUSE
    const bool on = std::find(enabled.begin(), enabled.end(), flag) != enabled.end();
    flags.emplace(std::move(flag), on);
  }
  return flags;
}

void set_slot(std::string_view slot, portage::Package& package) {
  const size_t slash = slot.find('/');
  package.slot = slot.substr(0, slash);
  package.subslot = slash == std::string_view::npos ? slot : slot.substr(slash + 1);
}

/// EBUILD is LOCATION/category/name/name-version.ebuild.
std::optional<portage::Metadata> metadata(const portage::Package& package, const Lookup& lookup) {
  const std::string ebuild = lookup("EBUILD").value_or("");
  if (ebuild.empty()) return std::nullopt;
  const fs::path location = fs::path(ebuild).parent_path().parent_path().parent_path();
  return portage::find_metadata(package.cpv(), location,
                                lookup("PORTAGE_DEPCACHEDIR").value_or(""));
}

/// Puts the "=" in front that a name with a version lacks.
portage::Atom exact_atom(std::string_view text) {
  const std::string_view cpv = text.substr(0, text.find_first_of(":["));
  const std::string_view pf = cpv.substr(cpv.find('/') + 1);
  const bool has_operator = text.find_first_of("<>=~!") == 0;
  const bool has_version = portage::version_hyphen(pf).has_value();
  return portage::Atom::parse((has_version && !has_operator ? "=" : "") + std::string(text));
}

/// The state that each flag must have for `atom` to match, where `flags` does not know it.
std::map<std::string, bool> wanted_flags(const portage::Atom& atom,
                                         std::map<std::string, bool> flags) {
  for (const portage::UseDependency& wanted : atom.use())
    flags.emplace(wanted.flag, wanted.enabled);
  return flags;
}

/// A version that `atom` accepts, or nothing where none is easily made up.
std::optional<portage::Version> fitting_version(const portage::Atom& atom) {
  switch (atom.op()) {
  case portage::Operator::less:
    return portage::Version::parse("0_alpha");
  case portage::Operator::greater:
    return portage::Version::parse("99999999999999999999");
  case portage::Operator::equal_glob:
    if (!atom.version()) return portage::Version::parse(atom.version_piece());
    return atom.version();
  default:
    return atom.version();
  }
}

} // namespace

portage::Package package_from_environment(const Lookup& lookup) {
  const std::string pf = required(lookup, "PF");
  portage::Package package;
  package.category = required(lookup, "CATEGORY");
  const auto name_and_version = portage::split_pf(pf);
  if (!name_and_version) {
    throw InputError(fmt::format("PF is \"{}\": expected a name and a version", pf));
  }
  package.name = name_and_version->first;
  package.version = name_and_version->second;
  set_slot(lookup("SLOT").value_or(""), package);
  package.repository = lookup("PORTAGE_REPO_NAME").value_or("");
  if (package.repository.empty()) package.repository = lookup("repository").value_or("");
  package.use = use_flags(lookup);
  if (const auto found = metadata(package, lookup)) portage::set_metadata(*found, package);
  if (const auto inherited = lookup("INHERITED")) package.inherited = words(*inherited);
  return package;
}

portage::Package package_from_argument(std::string_view text) {
  constexpr std::string_view k_expected =
      "expected category/name, category/name-version or =category/name-version";
  if (text.find('/') == std::string_view::npos) {
    throw InputError(fmt::format("\"{}\" has no category: {}", text, k_expected));
  }
  const portage::Atom atom = exact_atom(text);
  const bool one_version =
      atom.op() == portage::Operator::none || atom.op() == portage::Operator::equal;
  if (!one_version || atom.has_wildcard()) {
    throw InputError(fmt::format("\"{}\" may be many packages: {}", text, k_expected));
  }
  portage::Package package;
  package.category = atom.category();
  package.name = atom.name();
  package.version = atom.version();
  package.slot = atom.slot();
  package.subslot = atom.subslot();
  package.repository = atom.repository();
  if (!atom.use().empty()) package.use = wanted_flags(atom, {});
  return package;
}

bool is_undecided(const portage::Atom& atom, const portage::Package& package) {
  if (!atom.matches_name(package.category, package.name) || atom.matches(package)) return false;
  portage::Package guess = package;
  if (!guess.version) guess.version = fitting_version(atom);
  if (guess.slot.empty()) guess.slot = atom.slot();
  if (guess.subslot.empty()) guess.subslot = atom.subslot();
  if (guess.repository.empty()) guess.repository = atom.repository();
  guess.use = wanted_flags(atom, guess.use.value_or(std::map<std::string, bool>()));
  const bool any_version = guess.version || atom.op() == portage::Operator::none;
  return !any_version || atom.matches(guess);
}

} // namespace crossrc::rules
