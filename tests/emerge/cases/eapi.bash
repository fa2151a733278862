# shellcheck shell=bash
# EAPI 9, in which Portage exports next to nothing to the phases. PORTAGE_DO_NOT_EXPORT_PMS_VARS makes
# it do so whatever the EAPI, and so for any bash; EAPI 9 itself wants bash 5.3.
# shellcheck disable=SC2154

# nothing_is_exported FILE: what Portage keeps from the build, the hook keeps from it too.
nothing_is_exported() {
  expect_no_match "$1" '^(declare -x )?(CATEGORY|PF|ROOT|EROOT|EPREFIX|T|USE|EBUILD_PHASE)='
}

case_pms_variables_are_not_exported() {
  real_root
  rules 'rules:' '  - match: { atom: "app-test/probe:0[probed]", inherits: probe }' '    method: native'
  emerge_it PORTAGE_DO_NOT_EXPORT_PMS_VARS=1 USE=ipc app-test/probe
  [[ -e ${temp}/.portage-ebuild-extra-source-compile ]] || skip 'this Portage exports all variables'
  expect_line "${root}/emerge.log" ' * crossrc: method native'
  expect_match "${root}/emerge.log" 'crossrc: method native, [0-9]+ programs? ran'
  local phase
  for phase in unpack prepare configure compile; do
    expect_line "${temp}/seen.${phase}" "CBUILD=\"${target}\""
    nothing_is_exported "${temp}/seen.${phase}"
  done
  expect_no_match "${root}/emerge.log" 'QA Notice|cannot run|does not run'
  expect_no_trace
  expect_equal "$(cat "${root}"/var/db/pkg/app-test/probe-1/CBUILD)" "${target}"
  expect_match "${root}/cache/history" 'app-test/probe-1'
}

case_pms_variables_are_not_exported_failure() {
  real_root
  rules 'rules:' '  - match: app-test/probe' '    method: sysroot'
  emerge_it PORTAGE_DO_NOT_EXPORT_PMS_VARS=1 app-test/probe
  expect_line "${root}/emerge.log" ' * crossrc: took --sysroot out of /usr/share/probe/with space'
  emerge_fails PORTAGE_DO_NOT_EXPORT_PMS_VARS=1 USE=fail app-test/probe
  crossrc_in_root log app-test/probe > "${root}/log"
  expect_match "${root}/log" '^20[0-9-]+ [0-9:]+  app-test/probe-1  sysroot  failed'
}

case_pms_variables_are_not_exported_chroot() {
  in_namespace pms_variables_are_not_exported_chroot
}

pms_variables_are_not_exported_chroot() {
  real_root
  add_userland
  chroot_rules
  emerge_it PORTAGE_DO_NOT_EXPORT_PMS_VARS=1 USE=ipc app-test/probe
  expect_line "${temp}/seen.compile" "CBUILD=\"${target}\""
  expect_line "${temp}/seen.compile" 'SYSROOT=""'
  nothing_is_exported "${temp}/seen.compile"
  expect_match "${root}/emerge.log" 'crossrc: method chroot'
  expect_no_match "${root}/emerge.log" 'QA Notice|cannot become|warning'
  [[ -f ${root}/usr/share/probe/plain ]]
}

case_eapi_9() {
  real_root
  rules 'rules:' '  - match: app-test/nine' '    method: native'
  local bash=${CROSSRC_TEST_BASH:-${BASH}}
  # shellcheck disable=SC2016
  "${bash}" -c '((BASH_VERSINFO[0] > 5 || BASH_VERSINFO[1] >= 3))' || skip 'it wants bash 5.3, see CROSSRC_TEST_BASH'
  emerge_it app-test/nine
  expect_line "${temp}/helper" "said by helper, CBUILD ${target}"
  expect_match "${root}/emerge.log" 'crossrc: method native, [0-9]+ programs? ran, 1 trapped, 1 was rerun'
  nothing_is_exported "${temp}/exported"
  expect_equal "$(cat "${root}/var/db/pkg/app-test/nine-1/CHOST")" "${target}"
  installed_environment > "${root}/environment"
  expect_no_match "${root}/environment" 'CROSSRC_[^C]|crossrc_'
}
