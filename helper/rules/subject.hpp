// The package that a question is about: from the hook's environment, or from a command line where
// only some of it is known.
#pragma once

#include "portage/atom.hpp"
#include "portage/package.hpp"
#include "rules/machines.hpp"

#include <string>
#include <string_view>

namespace crossrc::rules {

/// The package that is being built, by the variables that Portage sets for a phase: CATEGORY, PF,
/// SLOT, PORTAGE_REPO_NAME or repository, USE and IUSE_EFFECTIVE or IUSE, INHERITED. What it
/// depends on Portage keeps out of the environment: that is in the cache of the repository that
/// EBUILD is in. Throws InputError where CATEGORY or PF is missing or PF has no version.
portage::Package package_from_environment(const Lookup& lookup);

/// `category/name`, `category/name-version` or `=category/name-version`, each with `:slot/subslot`,
/// `::repository` and `[use,-use]` behind it if they are known. Throws InputError for anything
/// else: a bare name, wildcards, other operators.
portage::Package package_from_argument(std::string_view text);

/// True if `atom` would match `package` for some version, slot, USE flag or repository where those
/// are not known of it: a question that package_from_argument() left open. False if it does match.
bool is_undecided(const portage::Atom& atom, const portage::Package& package);

} // namespace crossrc::rules
