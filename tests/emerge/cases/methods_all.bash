# shellcheck shell=bash
# The slow ones of methods.bash.
# shellcheck disable=SC2154

case_builder_ninja() {
  real_root
  c_only
  fails_by_default dev-build/ninja "cannot execute 'cc1plus'"
  builds_with builder dev-build/ninja
}

# It would have to import a generator of the builder's, which nobody installs.
case_native_libical() {
  real_root
  fails_by_default dev-libs/libical 'ICAL_GLIB_SRC_GENERATOR-NOTFOUND'
  builds_with native dev-libs/libical
  installs_target_instructions dev-libs/libical
}

case_swap_cxx() {
  [[ -d /usr/share/cargo/registry/link-cplusplus-1.0.8 ]] || skip 'no crates for cxx'
  real_root
  c_only
  fails_by_default dev-libs/cxx "cannot execute 'cc1plus'"
  builds_with swap dev-libs/cxx
}

case_chroot_file() {
  in_namespace chroot_file
}

# All programs of the root are the target's, those that its build runs too.
chroot_file() {
  with_bzip2
  fails_by_default sys-apps/file 'bzlib support requested but not found' USE=bzip2
  add_trapping sed
  add_trapping make
  builds_with chroot sys-apps/file USE=bzip2
  installs_target_instructions sys-apps/file
}
