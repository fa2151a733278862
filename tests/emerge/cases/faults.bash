# shellcheck shell=bash
# What changes while emerge runs, and several packages at once.
# shellcheck disable=SC2016,SC2154

native_rules() {
  printf '%s\n' "target: { chost: ${target}, root: ${root} }" 'defaults: { method: native }' > "${root}/etc/portage/crossrc.yaml"
}

# pausing_phases PHASE...: each waits for ${T}/go-PHASE once it is there.
pausing_phases() {
  printf '%s\n' "case \${EBUILD_PHASE} in ${*// /|})" '  : > "${T}/at-${EBUILD_PHASE}"' \
    '  until [[ -e ${T}/go-${EBUILD_PHASE} ]]; do sleep 0.1; done ;;' 'esac' >> "${root}/etc/portage/bashrc"
}

# at PHASE COMMAND...: calls it while that phase of app-test/bits waits.
at() {
  local temp=${root}/tmp/portage/app-test/bits-1/temp
  until [[ -e ${temp}/at-$1 ]]; do sleep 0.1; done
  "${@:2}"
  touch "${temp}/go-$1"
}

# What the first phase was told holds for all of them.
case_rules_change_while_emerge_runs() {
  real_root
  native_rules
  local rules=${root}/etc/portage/crossrc.yaml
  pausing_phases "prepare|configure|compile|install"
  emerge_it app-test/bits &
  at prepare cp /dev/stdin "${rules}" <<< 'defaults: { method: builder, trap: off }'
  at configure chmod 666 "${rules}"
  at compile chmod 000 "${rules}"
  at install rm "${rules}"
  wait $!
  expect_match "${root}/emerge.log" 'crossrc: method native'
  expect_match "${root}/emerge.log" ' \* crossrc: .*/bits": .* needs TBM.*twin'
  [[ -x ${root}/usr/bin/bits ]]
}

# One of these fails, with and without crossrc.
case_jobs_and_keep_going() {
  real_root
  native_rules
  printf '%s\n' 'rules: [ { match: app-broken/late, trap: rerun } ]' >> "${root}/etc/portage/crossrc.yaml"
  emerge_fails FEATURES="-buildpkg" --jobs=4 --keep-going app-test/bits app-broken/late app-test/empty app-test/needs
  local package
  for package in app-test/bits app-test/empty app-test/needs; do
    [[ -d $(echo "${root}/var/db/pkg/${package}"-*) ]] || fail "${package} is missing"
  done
  expect_no_match <(ls "${root}/var/db/pkg") app-broken
  expect_no_match <(pgrep -af "${root}/tmp/portage") crossrc
}
