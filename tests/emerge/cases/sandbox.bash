# shellcheck shell=bash
# Gentoo's sandbox around a phase. Only Gentoo has it packaged: elsewhere CROSSRC_TEST_SANDBOX names
# the binary of one that was built and installed somewhere.
# shellcheck disable=SC2034,SC2154

# has_sandbox: fails where there is none. Portage looks for it in /usr/bin, which is not ours to
# change: it sees another one, with the sandbox in it.
has_sandbox() {
  ! on_gentoo || return 0
  [[ -n ${CROSSRC_TEST_SANDBOX-} ]] || return
  mkdir "${root}/sandbox"
  ln -s "$(realpath "${CROSSRC_TEST_SANDBOX}")" "${root}/sandbox/sandbox"
  # shellcheck disable=SC2016 # expanded by the shell below
  below=(unshare --mount sh -c 'mount -t overlay -o "lowerdir=$0:/usr/bin" overlay /usr/bin && exec "$@"' "${root}/sandbox")
  "${below[@]}" test -x /usr/bin/sandbox
}

case_sandbox() {
  real_root
  has_sandbox || skip "no sandbox: on Gentoo, or with CROSSRC_TEST_SANDBOX=/path/to/sandbox"
  local place
  place=$(mktemp -d /run/crossrc-tests.XXXXXX)
  # shellcheck disable=SC2064 # now
  trap "rm -r '${place}'" EXIT
  chmod 1777 "${place}"
  printf 'DENIED="%s"\n' "${place}" >> "${root}/etc/portage/make.conf"
  builds_package app-test/sandboxed
  expect_no_match "${root}/emerge.log" 'ptrace|Operation not permitted'
  cmp <(printf './static\n') "${root}/usr/share/sandboxed/static.made"
}

case_sandbox_rerun() {
  local policy=rerun # for builds_package
  case_sandbox
}

# The method chroot below the sandbox: its library is in every process, inside of the root too, which
# has it at the same place, as any Gentoo has.
case_sandbox_chroot() {
  in_namespace sandbox_chroot
}

sandbox_chroot() {
  real_root
  has_sandbox || skip "no sandbox: on Gentoo, or with CROSSRC_TEST_SANDBOX=/path/to/sandbox"
  add_userland
  on_gentoo || copy_sandbox
  add_trapping m4
  chroot_rules
  emerge_it app-test/inside
  expect_line "${temp}/m4" 'said by m4'
  expect_line "${temp}/helper" 'said by helper, CBUILD x86_64-laptop-linux-gnu'
  expect_no_match "${root}/emerge.log" "[Ii]llegal instruction|ptrace|Operation not permitted|object '/"
}

copy_sandbox() {
  local installed
  installed=$(realpath "${CROSSRC_TEST_SANDBOX%/*}/..")
  mkdir -p "${root}${installed%/*}"
  cp -a "${installed}" "${root}${installed}"
}
