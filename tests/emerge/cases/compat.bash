# shellcheck shell=bash
# What a user's Portage may be set up like: app-test/bits runs a program that traps, and its twin goes
# on, whatever else. tests/compat/run calls the first one with other versions of what it needs.
# shellcheck disable=SC2154

# twin_of_bits [NAME=VALUE...]
twin_of_bits() {
  rules 'rules:' '  - match: app-test/bits' '    method: native'
  emerge_it "$@" app-test/bits
  expect_match "${root}/emerge.log" '/bits": .* as its twin'
}

case_compat() {
  real_root
  twin_of_bits
  expect_equal "$("${root}"/usr/bin/bits > /dev/null 2>&1 || echo $?)" 132
}

case_compat_features() {
  real_root
  local features
  for features in -userpriv '-sandbox -usersandbox' -ipc-sandbox -network-sandbox -pid-sandbox -mount-sandbox \
    '-ipc-sandbox -network-sandbox -pid-sandbox -mount-sandbox' '-userpriv -pid-sandbox parallel-install'; do
    printf '== FEATURES="%s"\n' "${features}"
    twin_of_bits FEATURES="keeptemp ${features}"
  done
}

# The target is a prefix: what Portage has below EROOT, configured there.
case_compat_eprefix() {
  real_root
  mkdir "${root}/prefix"
  mv "${root}/etc" "${root}/prefix"
  ln -s prefix/etc "${root}/etc" # where rules writes
  rules 'rules:' '  - match: app-test/bits' '    method: native'
  emerge_it EPREFIX=/prefix PORTAGE_CONFIGROOT="${root}/prefix" app-test/bits
  expect_match "${root}/emerge.log" '/bits": .* as its twin'
  test -x "${root}/prefix/usr/bin/bits"
}
