// Tuples and ABIs: `cpu-vendor-kernel-libc`, the vendor optional (config.sub's canonical names).
#pragma once

#include "rules/machines.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crossrc::rules {

/// `tuple` with the vendor that `other` has, or without one where `other` has none.
std::string with_vendor_of(std::string_view tuple, std::string_view other);

/// The ABIs of the profile: MULTILIB_ABIS, DEFAULT_ABI, and `default`, each once.
std::vector<std::string> abis(const Lookup& lookup);

/// What CHOST_<abi> must become so that CHOST = `chost` is not undone by multilib.eclass, which
/// sets CHOST from it: `chost` itself for the default ABI; for another its own CHOST_<abi>, or the
/// usual one of that name, with the vendor of `chost`. Empty where nothing is known of the ABI.
std::string chost_of_abi(const std::string& abi, const std::string& chost, const Lookup& lookup);

} // namespace crossrc::rules
