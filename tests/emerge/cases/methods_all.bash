# shellcheck shell=bash
# The slow ones of methods.bash.
# shellcheck disable=SC2154

case_builder_ninja() {
  real_root
  c_only
  fails_by_default dev-build/ninja "cannot execute 'cc1plus'"
  builds_with builder dev-build/ninja
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
