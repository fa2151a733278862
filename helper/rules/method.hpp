// The methods: named ways to set the environment of a build (crossrc(7), METHODS).
#pragma once

#include <array>
#include <string_view>

namespace crossrc::rules {

enum class Side { builder, target, untouched };

struct Method {
  std::string_view name;
  char number;           ///< the guide's, '1' to '7'
  Side cbuild;           ///< whose tuple CBUILD becomes
  Side chost;            ///< whose tuple CHOST, CHOST_<abi> and CTARGET_<abi> become
  bool search_paths;     ///< SYSROOT, PKG_CONFIG_* and QT_HOST_PATH are set, not just the roots
  bool sysroot_in_tools; ///< --sysroot is injected through CC, CXX and CPP
  bool inside_root;      ///< the phases run with the target's root as "/": no root is to be set
  std::string_view summary;
};

inline constexpr std::array<Method, 7> k_methods{{
    {"cross", '1', Side::builder, Side::target, true, false, false, "an ordinary cross build"},
    {"chroot", '2', Side::target, Side::target, false, false, true,
     "the phases run inside the target's root"},
    {"sysroot", '3', Side::builder, Side::target, true, true, false,
     "a cross build with --sysroot in CC, CXX and CPP"},
    {"swap", '4', Side::target, Side::builder, true, false, false,
     "a cross build the other way round, with the builder's toolchain"},
    {"native", '5', Side::target, Side::target, true, false, false,
     "the build believes that it is native; its own programs may trap"},
    {"builder", '6', Side::builder, Side::builder, true, false, false,
     "the builder's toolchain, as if for the builder"},
    {"root-only", '7', Side::untouched, Side::untouched, false, false, false,
     "only the roots are set"},
}};

/// The method of that name or number, or nullptr.
const Method* find_method(std::string_view name_or_number);

/// What applies where no rule and no defaults name a method.
const Method& default_method();

} // namespace crossrc::rules
