# shellcheck shell=bash
# Real packages, the quick ones. NAME is a package as it comes, NAME_forced one whose every program
# traps.
# shellcheck disable=SC2154

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
  as_it_comes dev-db/sqlite
  compiled_once 4
  # what is installed is what the target's flags made, the twins' objects are elsewhere
  expect_no_match <(cd "${root}" && find usr -type f) 'crossrc|mksourceid|lemon'
}

case_flex_without_crossrc() {
  dies_without sys-devel/flex
}

case_flex() {
  policy=rerun as_it_comes sys-devel/flex
}

case_file_without_crossrc() {
  dies_without sys-apps/file
}

case_file() {
  as_it_comes sys-apps/file
}

# m4 builds without crossrc too, and wrong: configure takes a trap for an answer.
case_m4_without_crossrc() {
  root=${roots}/${case}
  new_root "${root}"
  in_root "${root}" CBUILD="${target}" FEATURES=keepwork ebuild --skip-manifest \
    "$(compgen -G "${work}/repository/sys-devel/m4/*.ebuild")" configure > "${root}/ebuild.log" 2>&1
  ! diff "$(reference_of sys-devel/m4)/answers" <(answers_of "${root}") || fail 'no conftest of m4 traps'
}

case_m4() {
  as_it_comes sys-devel/m4
}

case_bzip2() {
  as_it_comes app-arch/bzip2
}

case_bzip2_forced() {
  forced app-arch/bzip2
}

case_fribidi_forced() {
  forced dev-libs/fribidi
}

case_wayland_forced() {
  policy=rerun forced dev-libs/wayland
}

case_bc() {
  policy=rerun as_it_comes sys-devel/bc
}

case_bc_forced() {
  forced sys-devel/bc
}

case_mandoc_forced() {
  forced app-text/mandoc
}

case_serde_forced() {
  forced dev-libs/serde
}

# trap_in LIBRARY FUNCTION: puts an FMA4 instruction where the function begins.
trap_in() {
  local address vma offset
  address=$(nm -D --defined-only "$1" | awk -v name="$2" '{ sub(/@.*/, "", $3) } $3 == name && !n++ { print $1 }')
  read -r vma offset < <(objdump -h "$1" | awk '$2 == ".text" { print $4, $6 }')
  printf '\xc4\xe3\xf9\x68\xc0\x00' |
    dd of="$1" bs=1 seek=$((0x${address} - 0x${vma} + 0x${offset})) conv=notrunc status=none
}

# When cross, Gentoo's meson eclass runs the target's programs with the target's loader and libc.
# Here that libc traps, and so do the programs.
case_meson_wrapper() {
  real_root
  with_libc
  trap_in "${root}/lib64/libc.so.6" printf
  method=cross builds_package app-test/wrapped CFLAGS="${target_flags} -include ${work}/trap.h"
  ((rerun >= 3)) || fail 'fewer than three programs were rerun'
  expect_line "${builddir}/work/build/table.h" '#define ANSWER 42'
  installs_target_instructions app-test/wrapped
}

# Then the builder's mawk takes the place of the target's for another package, and it is told whose
# they are.
case_mawk_forced() {
  forced sys-apps/mawk
  rm -rf "${root}/tmp/portage"
  builds_package app-test/user
  expect_equal "${trapped}" 1
  expect_equal "$(cat "${builddir}/work/answer")" 42
  expect_match "${root}/emerge.log" \
    "the builder's \"/usr/bin/mawk\" \\(.*\\) takes the place of the target's \\($(package_of sys-apps/mawk)\\)"
}
