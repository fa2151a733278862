# shellcheck shell=bash
# Gentoo's sandbox around a phase. Only Gentoo has it packaged: elsewhere CROSSRC_TEST_SANDBOX names
# the binary of one that was built and installed somewhere.
# shellcheck disable=SC2034,SC2154

# has_sandbox: fails where there is none. Portage looks for it in /usr/bin, which is not ours to
# change: it sees another one, with the sandbox in it.
has_sandbox() {
  ! on_gentoo || return 0
  [[ -n ${CROSSRC_TEST_SANDBOX-} ]] || return
  mkdir "${root}/bin"
  ln -s "$(realpath "${CROSSRC_TEST_SANDBOX}")" "${root}/bin/sandbox"
  # shellcheck disable=SC2016 # expanded by the shell below
  below=(unshare --mount sh -c 'mount -t overlay -o "lowerdir=$0:/usr/bin" overlay /usr/bin && exec "$@"' "${root}/bin")
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
  builds_natively app-test/sandboxed
  expect_no_match "${root}/emerge.log" 'ptrace|Operation not permitted'
  cmp <(printf './static\n') "${root}/usr/share/sandboxed/static.made"
}

case_sandbox_rerun() {
  local policy=rerun # for builds_natively
  case_sandbox
}
