# shellcheck shell=bash
# The hook with crossrc itself and real rules files: what each method comes to in the phases of a
# package, what bad rules do, and what installing leaves.
# shellcheck disable=SC2154

# rules LINE...: the target's crossrc.yaml, with the machines filled in.
rules() {
  printf '%s\n' "builder: { chost: ${builder}, root: ${work}/builder }" \
    "target: { chost: ${target}, root: ${root} }" "$@" > "${root}/etc/portage/crossrc.yaml"
}

# sees LINE...: all phases of the ebuild saw these exported variables.
sees() {
  local phase line
  for phase in setup unpack prepare configure compile install; do
    for line; do expect_line "${temp}/seen.${phase}" "${line}"; done
  done
}

# method_gives METHOD CBUILD CHOST: what all methods that touch the tuples have in common.
method_gives() {
  real_root
  rules "defaults: { method: $1 }"
  emerge_it app-test/probe
  expect_line "${root}/emerge.log" " * crossrc: method $1"
  sees "CBUILD=\"$2\"" "CHOST=\"$3\"" "CHOST_amd64=\"$3\"" "CTARGET_amd64=\"$3\"" \
    "CHOST_x86=\"${3/x86_64/i686}\"" "CTARGET_x86=\"${3/x86_64/i686}\"" \
    "ROOT=\"${root}\"" "SYSROOT=\"${root}\"" "PORTAGE_CONFIGROOT=\"${root}/\"" \
    'QT_HOST_PATH="'"${work}/builder"'"' 'BUILD_CFLAGS="-O1 -pipe"' "BUILD_CC=\"${builder}-gcc\""
  method_leaves_nothing
}

method_leaves_nothing() {
  expect_no_trace
  expect_no_match "${root}/environment" ' (BUILD_CC|CTARGET_amd64|QT_HOST_PATH|PKG_CONFIG_LIBDIR)='
  expect_line "${root}/environment" "declare -x CHOST=\"${target}\""
  expect_equal "$(cat "${root}"/var/db/pkg/app-test/probe-1/CHOST)" "${target}"
  expect_equal "$(field "${root}/packages/Packages" app-test/probe-1 CHOST)" "${target}"
  expect_equal "$(field "${root}/packages/Packages" '' CHOST)" "${target}"
}

case_method_cross() {
  method_gives cross "${builder}" "${target}"
  expect_no_match "${temp}/seen.compile" '^CC='
}

case_method_sysroot() {
  method_gives sysroot "${builder}" "${target}"
  sees "CC=\"${target}-gcc --sysroot=${root}\"" "CXX=\"${target}-g++ --sysroot=${root}\""
  expect_equal "$(< "${root}/usr/share/probe/with space")" 'CC=gcc -O2'
}

case_method_swap() {
  method_gives swap "${target}" "${builder}"
}

case_method_native() {
  method_gives native "${target}" "${target}"
}

case_method_builder() {
  method_gives builder "${builder}" "${builder}"
}

case_method_root_only() {
  real_root
  rules 'defaults: { method: root-only }'
  emerge_it app-test/probe
  sees "CBUILD=\"${builder}\"" "CHOST=\"${target}\"" "ROOT=\"${root}\"" "BUILD_CC=\"${builder}-gcc\""
  expect_no_match "${temp}/seen.compile" '^(QT_HOST_PATH|CTARGET_amd64|PKG_CONFIG_(PATH|LIBDIR|SYSROOT_DIR))='
  method_leaves_nothing
}

case_method_with_chost_exported_by_hand() {
  real_root
  rules 'defaults: { method: builder }'
  emerge_it CHOST="${builder}" CBUILD="${builder}" app-test/probe
  expect_equal "$(field "${root}/packages/Packages" app-test/probe-1 CHOST)" "${target}"
  expect_equal "$(field "${root}/packages/Packages" '' CHOST)" "${target}"
  cmp "${root}/packages/Packages" <(gzip -dc "${root}/packages/Packages.gz")
  expect_match "${root}/emerge.log" "^ \* crossrc: .*Packages: .*CHOST ${builder} -> ${target}"
  # and Portage takes it from there
  rm -rf "${root}/usr/share/probe"
  emerge_it --usepkgonly app-test/probe
  [[ -e ${root}/usr/share/probe/plain ]]
}

case_env_of_a_rule() {
  real_root
  rules 'rules:' '  - match: app-test/probe' '    method: native' '    phases: [configure, compile]' \
    '    env: { PROBE: "a b", CFLAGS: { append: -fno-lto, remove: ["-march=*"] }, MAKEOPTS: null }' \
    '    reason: it is only a probe'
  emerge_it app-test/probe
  local phase
  for phase in configure compile; do
    expect_line "${temp}/seen.${phase}" 'PROBE="a b"'
    expect_line "${temp}/seen.${phase}" 'CFLAGS="-O2 -fno-lto"'
    expect_line "${temp}/seen.${phase}" "CBUILD=\"${target}\""
    expect_no_match "${temp}/seen.${phase}" '^MAKEOPTS='
  done
  for phase in setup unpack prepare install; do
    expect_no_match "${temp}/seen.${phase}" '^PROBE='
    expect_line "${temp}/seen.${phase}" "CFLAGS=\"${target_flags}\""
    expect_line "${temp}/seen.${phase}" "CBUILD=\"${builder}\""
    expect_line "${temp}/seen.${phase}" 'MAKEOPTS="-j2"'
  done
  expect_line "${root}/emerge.log" ' * crossrc: it is only a probe'
  expect_no_trace
}

case_invalid_rules_stop_the_package() {
  real_root
  rules 'rules:' '  - match: app-test/probe' '    metod: native'
  emerge_fails app-test/probe
  expect_match "${root}/emerge.log" "^ \* .*${root}/etc/portage/crossrc.yaml:5:5: .*metod"
  expect_line "${root}/emerge.log" ' * ERROR: app-test/probe-1::gentoo failed (setup phase):'
  [[ ! -e ${temp}/seen.setup ]]
}

case_required_package_is_missing() {
  real_root
  rules 'rules:' '  - match: app-test/probe' '    identical: [app-test/empty]'
  emerge_fails app-test/probe
  expect_match "${root}/emerge.log" '^ \* crossrc: app-test/probe-1 needs "app-test/empty" in the same version'
  [[ ! -e ${temp}/seen.setup ]]
}

case_no_rules_file() {
  real_root
  emerge_it app-test/probe
  expect_no_match "${root}/emerge.log" 'crossrc:'
  expect_line "${temp}/seen.compile" "CBUILD=\"${builder}\""
  expect_no_trace
}

# What init writes is right as it stands, and it writes it once.
case_init() {
  real_root
  init_here > "${root}/init.log"
  expect_line "${root}/init.log" "wrote ${root}/etc/portage/crossrc.yaml"
  "${work}/installed/bin/crossrc" check "${root}/etc/portage/crossrc.yaml" > "${root}/check.log"
  expect_line "${root}/check.log" '0 rules in 1 file: valid'
  expect_match "${root}/etc/portage/crossrc.yaml" "^# yaml-language-server: .schema=${work}/installed/share/crossrc/"
  emerge_it app-test/probe
  expect_line "${root}/emerge.log" ' * crossrc: method cross'
  sees "CHOST=\"${target}\"" "SYSROOT=\"${root}\""
  cp "${root}/etc/portage/crossrc.yaml" "${root}/before"
  ! init_here || fail 'a second init should have failed'
  cmp "${root}/before" "${root}/etc/portage/crossrc.yaml"
}

init_here() {
  env PATH="${work}/portage/bin:${work}/toolchain:${PATH}" "${work}/installed/bin/crossrc" init \
    --config-root "${root}" --cbuild "${builder}"
}

# What people have stays theirs, what install put goes again, and nothing else.
case_install_and_uninstall() {
  root=${roots}/${case}
  rm -rf "${root}"
  mkdir -p "${root}/etc/portage/crossrc.d" "${root}/usr/share/crossrc"
  echo 'theirs' | tee "${root}/etc/portage/bashrc" "${root}/etc/portage/crossrc.yaml" \
    "${root}/usr/share/crossrc/notes" > /dev/null
  find "${root}" -type f -exec sha256sum {} + | sort > "${work}/before.${case}"
  in_tree install > "${root}.log"
  expect_match "${root}.log" 'if \[\[ -r /usr/share/crossrc/bashrc \]\]; then source /usr/share/crossrc/bashrc; fi'
  [[ -x ${root}/usr/bin/crossrc && -f ${root}/usr/share/man/man1/crossrc.1 ]]
  [[ -f ${root}/usr/share/crossrc/crossrc.yaml && -f ${root}/usr/share/doc/crossrc/README.md ]]
  expect_equal "$(stat -c %a "${root}/usr/share/crossrc/hook.bash")" 644
  expect_match "${root}/usr/share/crossrc/hook.bash" "^  exec '/usr/bin/crossrc' "
  ! grep -rn '@CROSSRC@' "${root}/usr/share/crossrc" || fail 'the hook does not know its helper'
  "${root}/usr/bin/crossrc" binpkg chost --to "${target}" 'no file' 2> "${root}.log" || true
  expect_match "${root}.log" '^crossrc: "no file" is not there'
  in_tree uninstall > "${root}.log"
  find "${root}" -type f -exec sha256sum {} + | sort | diff "${work}/before.${case}" -
  rm "${work}/before.${case}" "${root}.log"
}

in_tree() {
  make --no-print-directory -s -C "${top}" "$1" DESTDIR="${root}"
}

# By what the ebuild inherits and depends on, both as a build sees them and as explain looks them up.
case_rules_by_eclass_and_dependency() {
  real_root
  rules 'rules:' '  - match: { inherits: "prob?" }' '    env: { PROBE: inherits }' \
    '  - match: { depends: app-test/empty }' '    env: { PROBE_TOO: depends }' \
    '  - match: { depends: app-test/unwanted }' '    env: { PROBE: wrong }' \
    '  - match: { inherits: orig }' '    env: { PROBE: wrong }'
  emerge_it app-test/needs
  expect_line "${root}/tmp/portage/app-test/needs-1/temp/seen.compile" 'PROBE="inherits"'
  expect_line "${root}/tmp/portage/app-test/needs-1/temp/seen.compile" 'PROBE_TOO="depends"'
  crossrc_in_root explain 'app-test/needs[-unwanted]' > "${root}/explain.log"
  expect_line "${root}/explain.log" '    env: PROBE=inherits'
  expect_line "${root}/explain.log" '    env: PROBE_TOO=depends'
  expect_no_match "${root}/explain.log" 'wrong'
}

# The history outlives the build directory, and explains nothing that root did not write down.
case_history() {
  real_root
  rules 'defaults: { method: native }'
  emerge_it app-test/probe
  emerge_fails USE=fail app-test/probe
  crossrc_in_root log app-test/probe > "${root}/log"
  expect_match "${root}/log" '^20[0-9-]+ [0-9:]+  app-test/probe-1  native  built '
  expect_match "${root}/log" '^20[0-9-]+ [0-9:]+  app-test/probe-1  native  failed'
  expect_equal "$(crossrc_in_root log --failed --json | grep -c '"package":"app-test/probe-1"')" 1
  expect_equal "$(stat -c '%a %U' "${root}/cache/history")" '644 root'
}

# The builder's own hook: here the builder is a prefix, so that its /usr is not this machine's.
case_toolchain_while_the_root_is_mounted() {
  real_root
  local place=${root}/usr/${target}
  mkdir -p "${place}" "${root}/laptop/etc/portage"
  toolchain_setup > "${root}/unmounted.log" 2>&1
  mount --bind "${root}/laptop" "${place}"
  local status=0
  toolchain_setup > "${root}/mounted.log" 2>&1 || status=$?
  umount "${place}"
  ((status != 0)) || fail 'the toolchain could be built into the mounted root'
  expect_match "${root}/mounted.log" "^ \* crossrc: \"${place}\" is the target's root just now, .* call \"crossrc root umount ${target}\"$"
  expect_no_match "${root}/unmounted.log" 'crossrc:'
}

toolchain_setup() {
  in_root / PORTAGE_CONFIGROOT="${root}" EPREFIX="${root}" CROSSRC_CACHEDIR="${root}/cache" \
    ebuild "${work}/repository/cross-${target}/gcc/gcc-1.ebuild" clean setup
}

case_doctor() {
  real_root
  cp -a "${work}/builder" "${root}/builder"
  cp "${root}/etc/portage/bashrc" "${root}/builder/etc/portage/bashrc"
  rules
  sed -i "s|${work}/builder|${root}/builder|" "${root}/etc/portage/crossrc.yaml"
  sed -i 's/^CHOST_amd64=.*/&\nCFLAGS_x86="-m32"/' "${root}/etc/portage/make.conf"
  crossrc_in_root doctor --config-root "${root}" > "${root}/doctor"
  expect_no_match "${root}/doctor" '^wrong|^unseen'
  expect_line "${root}/doctor" "ok     chost           the target is ${target}, the builder ${builder}"
  expect_match "${root}/doctor" '^ok     repositories .*gentoo$'
  expect_match "${root}/doctor" '^ok     multilib .*x86'
  expect_match "${root}/doctor" '^ok     traps .*-mfma4'
  sed -i 's/^FEATURES=.*/FEATURES="-buildpkg"/; s/^CHOST_x86=.*/CHOST_x86="i686-pc-linux-gnu"/' "${root}/etc/portage/make.conf"
  printf '%s\n' 'nonsense: 1' >> "${root}/etc/portage/crossrc.yaml"
  ! crossrc_in_root doctor --config-root "${root}" > "${root}/doctor" || fail "all is well"
  expect_equal "$(sed -n 's/^wrong  \([a-z-]*\) .*/\1/p' "${root}/doctor" | tr '\n' ' ')" 'chost-abi buildpkg rules '
}

# What pkg_postinst runs is the target's, as root and in its root: it is not watched, but told.
case_programs_that_trap_while_installing() {
  real_root
  rules
  emerge_it app-test/cache
  expect_match "${root}/emerge.log" '^ \* crossrc: while the package was installed this died of SIGILL, so it is not done: .*mkcache --all'
  expect_match "${root}/emerge.log" '^ \* crossrc: on the target, do it there'
}
