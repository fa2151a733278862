# shellcheck shell=bash
# Real packages with instructions that no builder at hand has, built the way that needs crossrc: the
# build believes that it is native.
# shellcheck disable=SC2154

# package_of NAME: category/name-version of the ebuild in the tests' repository.
package_of() {
  local ebuild
  ebuild=$(compgen -G "${work}/repository/$1/*.ebuild")
  printf '%s/%s\n' "${1%/*}" "$(basename "${ebuild}" .ebuild)"
}

# builds_natively NAME: emerges it with method native and checks what is true of every package.
builds_natively() {
  [[ -n ${root-} ]] || real_root
  printf '%s\n' "builder: { chost: ${builder}, root: ${work}/builder }" \
    "target: { chost: ${target}, root: ${root} }" "defaults: { method: native, trap: ${policy-auto} }" \
    > "${root}/etc/portage/crossrc.yaml"
  emerge_it FEATURES="keeptemp keepwork ${features-}" "$@"
  local cpv counts
  cpv=$(package_of "${*: -1}")
  counts=$(grep -E '^ \* crossrc: method native, [0-9]+ programs? ran, [0-9]+ trapped, [0-9]+ w(as|ere) rerun$' "${root}/emerge.log")
  # shellcheck disable=SC2086
  set -- ${counts//[!0-9]/ }
  (($3 > 0 && $3 >= $2)) || fail "${counts}"
  [[ ! -s ${temp}/crossrc/failures ]] || fail "not rerun: $(< "${temp}/crossrc/failures")"
  expect_no_match "${root}/emerge.log" '[Ii]llegal instruction'
  expect_equal "$(field "${root}/packages/Packages" "${cpv}" CHOST)" "${target}"
  expect_equal "$(cat "${root}/var/db/pkg/${cpv}/CHOST")" "${target}"
  expect_no_match <(bzcat "${root}/var/db/pkg/${cpv}/environment.bz2") 'CROSSRC_|crossrc_|BUILD_CC='
}

# dies_without NAME: the same build without the hook ends in SIGILL.
dies_without() {
  root=${roots}/${case}
  new_root "${root}"
  emerge_fails CBUILD="${target}" "$@"
  expect_match "${root}/emerge.log" '[Ii]llegal instruction'
}

# has_target_instructions FILE: FMA4 (four operands), XOP or TBM (bextr with an immediate is TBM's),
# which only AMD's bdver1 to bdver4 had.
has_target_instructions() {
  local fma4='vfn?m(add|sub|addsub|subadd)[ps][ds] +[^,]+,[^,]+,[^,]+,[^,]+$'
  local xop='vpcmov|vprot[bwdq]|vpcom[a-z]*|vpperm|vpmacs[a-z]*|vphadd[a-z]*|vpsh[al][bwdq]|vfrcz[ps][ds]'
  local tbm='blc(fill|i|ic|msk|s)|bls(fill|ic)|t1mskc|tzmsk|bextr +\$'
  objdump -d --no-show-raw-insn "$1" | sed 's/^[^\t]*\t//' > "${root}/disassembly"
  grep -E -m 3 "^(${fma4}|(${xop}|${tbm}))" "${root}/disassembly" ||
    fail "$1 has no instruction of the target's own"
}

# log_compilers: the target's compilers write down what they are called for, with their directory.
# Twins are made by the builder's compilers, which do not.
log_compilers() {
  local tool
  mkdir "${root}/toolchain"
  for tool in gcc g++; do
    printf '%s\n' '#!/bin/sh' "printf '%s %s\\n' \"\$PWD\" \"\$*\" >> ${root}/compiled" \
      "exec $(type -P "${tool}") \"\$@\"" > "${root}/toolchain/${target}-${tool}"
    chmod 755 "${root}/toolchain/${target}-${tool}"
  done
  : > "${root}/compiled"
  chmod 666 "${root}/compiled"
}

# compiled_once: of what log_compilers wrote down, nothing was made twice, and all with the target's
# flags. Conftests do not count: they all have one name.
compiled_once() {
  grep -E ' -o [^ ]+' "${root}/compiled" | grep -v conftest > "${root}/outputs"
  (($(wc -l < "${root}/outputs") >= $1)) || fail "only $(wc -l < "${root}/outputs") compilations"
  sed -E 's/^([^ ]+) .* -o ([^ ]+).*/\1 \2/' "${root}/outputs" | sort | uniq -d > "${root}/twice"
  [[ ! -s ${root}/twice ]] || fail "made twice: $(< "${root}/twice")"
  expect_no_match <(grep -E '\.c( |$)' "${root}/outputs" | grep -v -e '-march=bdver4') .
}

case_sqlite_without_crossrc() {
  dies_without dev-db/sqlite
  expect_match "${root}/emerge.log" 'mksourceid'
}

case_sqlite() {
  real_root
  log_compilers
  builds_natively dev-db/sqlite
  compiled_once 4
  has_target_instructions "${root}/usr/bin/sqlite3"
  has_target_instructions "$(compgen -G "${root}/usr/lib*/libsqlite3.so.0.*")"
  # what is installed is what the target's flags made, the twins' objects are elsewhere
  expect_no_match <(cd "${root}" && find usr -type f) 'crossrc|mksourceid|lemon'
}

case_flex_without_crossrc() {
  dies_without sys-devel/flex
}

case_flex() {
  policy=rerun builds_natively sys-devel/flex
  has_target_instructions "${root}/usr/bin/flex"
}

case_file_without_crossrc() {
  dies_without sys-apps/file
}

case_file() {
  builds_natively sys-apps/file
  has_target_instructions "$(compgen -G "${root}/usr/lib*/libmagic.so.1.*")"
  [[ -s ${root}/usr/share/misc/magic.mgc ]]
}

# config_of DIR: the answers in the config.h of m4's build.
config_of() {
  grep -E '^(#define|/\* #undef)' "$(compgen -G "$1/tmp/portage/sys-devel/m4-*/work/*/lib/config.h")"
}

# m4 builds without crossrc too, and wrong: configure takes a trap for an answer.
case_m4() {
  local safe=${roots}/${case}.safe plain=${roots}/${case}.plain
  configure_m4 "${safe}" CFLAGS=-O2 &
  configure_m4 "${plain}"
  wait $!
  builds_natively sys-devel/m4
  config_of "${safe}" > "${root}/config.safe"
  printf 'what configure says differently without crossrc:\n'
  config_of "${plain}" | diff "${root}/config.safe" - && fail 'no conftest of m4 traps'
  config_of "${root}" | diff "${root}/config.safe" -
  has_target_instructions "${root}/usr/bin/m4"
  rm -rf "${safe}" "${plain}"
}

configure_m4() {
  new_root "$1"
  in_root "$1" CBUILD="${target}" "${@:2}" FEATURES=keepwork ebuild --skip-manifest \
    "$(compgen -G "${work}/repository/sys-devel/m4/*.ebuild")" configure > "$1/ebuild.log" 2>&1
}
