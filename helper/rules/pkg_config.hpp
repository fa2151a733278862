// The names by which a build calls pkg-config, and what each of them answers for.
#pragma once

#include "pkgconfig/question.hpp"
#include "rules/machines.hpp"
#include "rules/plan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crossrc::rules {

/// The name that BUILD_PKG_CONFIG and its kind have: the builder's, whatever the build calls so.
inline constexpr std::string_view k_build_pkg_config = "build-pkg-config";

struct PkgConfigName {
  std::string name;
  pkgconfig::Question question;
};

/// The directory of these names in a build: below T, root's own. Empty where the build does not say
/// its T, and inside the target's root, where there is one pkg-config only.
std::string pkg_config_directory(const Plan& plan, const Lookup& lookup);

/// `variables` is what the build sees, with the plan's environment. Where PATH has them: pkg-config
/// and pkgconf, also with the tuples of CHOST and CHOST_<abi>, for the target; with CBUILD's and
/// the builder's, where these are others, for the builder. A method that sets no search paths
/// leaves these alone. Last k_build_pkg_config. None where the builder has no pkg-config.
std::vector<PkgConfigName> pkg_config_names(const Plan& plan, const Builder& builder,
                                            const Target& target, const Lookup& variables);

/// The directories of the root's .pc files for an ABI, as in PKG_CONFIG_LIBDIR.
std::string pkg_config_search_path(const Target& target, const std::string& abi,
                                   const Lookup& variables);

} // namespace crossrc::rules
