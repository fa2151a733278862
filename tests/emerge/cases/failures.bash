# shellcheck shell=bash
# Packages that fail, each for one reason: crossrc says what to try, `crossrc learn` writes the rule
# down, and with it the package builds.
# shellcheck disable=SC2016,SC2154

# failing_root DEFAULTS: a builder root of the case's own, and what the rules say of all packages.
failing_root() {
  real_root
  mkdir -p "${root}/builder" "${root}/toolchain"
  printf '%s\n' "builder: { chost: ${builder}, root: ${root}/builder }" \
    "target: { chost: ${target}, root: ${root} }" "defaults: $1" > "${root}/etc/portage/crossrc.yaml"
}

# fails NAME SETTING [NAME=VALUE...]: it does, and SETTING is the rule to paste, which is learned.
fails() {
  local name=app-broken/$1 setting=$2
  shift 2
  emerge_fails FEATURES="keeptemp -buildpkg" "$@" "${name}"
  expect_line "${root}/emerge.log" " * crossrc:     - match: ${name}"
  expect_line "${root}/emerge.log" " * crossrc:       ${setting}"
  crossrc_in_root learn "${name}"
  expect_line "${root}/etc/portage/crossrc.d/90-learned.yaml" "    ${setting}"
}

# builds NAME [NAME=VALUE...]
builds() {
  emerge_it FEATURES="keeptemp -buildpkg" "${@:2}" "app-broken/$1"
}

# installed ROOT CPV PATH: the database of ROOT says that the package is there with this file.
installed() {
  mkdir -p "$1/var/db/pkg/$2"
  printf 'obj %s 0123456789abcdef 1700000000\n' "$3" > "$1/var/db/pkg/$2/CONTENTS"
  echo 0 > "$1/var/db/pkg/$2/SLOT"
}

# program FILE LINE...: a shell script.
program() {
  mkdir -p "$(dirname "$1")"
  printf '%s\n' '#!/bin/sh' "${@:2}" > "$1"
  chmod 755 "$1"
}

# target_has_libc: enough of the builder's in the target's root for --sysroot.
target_has_libc() {
  mkdir -p "${root}/usr/include" "${root}/usr/lib"
  ln -s /usr/include/* "${root}/usr/include/"
  ln -s /usr/lib/x86_64-linux-gnu "${root}/usr/lib/x86_64-linux-gnu"
  ln -s usr/lib "${root}/lib"
  ln -s /lib64 "${root}/lib64"
}

case_failure_autoconf() {
  failing_root '{ method: cross }'
  fails autoconf 'method: native'
  expect_match "${root}/emerge.log" '^ \* crossrc: it says: configure: error: cannot run test program while cross compiling'
  expect_equal "$(grep -c '^ \* crossrc: try: ' "${root}/emerge.log")" 2 # and once more at the end, by elog
  builds autoconf
  crossrc_in_root log app-broken/autoconf > "${root}/log"
  expect_match "${root}/log" ' cross +failed in configure '
  expect_match "${root}/log" ' native +built '
}

case_failure_cmake() {
  failing_root '{ method: cross }'
  fails cmake 'method: native'
  builds cmake
}

case_failure_meson() {
  failing_root '{ method: cross }'
  fails meson 'method: native'
  builds meson
}

case_failure_late_trap() {
  failing_root '{ method: native, trap: rerun }'
  fails late 'trap: eager'
  expect_match "${root}/emerge.log" '^ \* crossrc: .*; not rerun: it may already have written to a pipe'
  builds late
}

case_failure_no_twin() {
  failing_root '{ method: native, trap: rerun }'
  fails gone 'method: cross'
  builds gone
}

case_failure_not_watched() {
  failing_root '{ method: native, trap: "off" }'
  fails trapped 'trap: auto'
  builds trapped
}

# A program that asks for the target's own dynamic loader does not start at all.
case_failure_loader() {
  failing_root '{ method: native }'
  program "${root}/toolchain/${target}-gcc" 'exec gcc -Wl,--dynamic-linker=/lib/ld-of-the-target.so "$@"'
  fails loader 'method: cross'
  builds loader
}

# As a cross compiler that was built for one ABI only, and finds the other's library.
case_failure_abi() {
  failing_root '{ method: cross }'
  target_has_libc
  mkdir "${root}/usr/lib32"
  echo 'int broken(void) { return 0; }' > "${root}/broken.c"
  gcc -m32 -shared -o "${root}/usr/lib32/libbroken.so" "${root}/broken.c"
  gcc -shared -o "${root}/usr/lib/libbroken.so" "${root}/broken.c"
  program "${root}/toolchain/${target}-gcc" "exec gcc \"\$@\" -L${root}/usr/lib32"
  fails abi 'method: sysroot'
  builds abi
}

case_failure_header() {
  failing_root '{ method: cross }'
  target_has_libc
  mkdir "${root}/usr/include/broken"
  echo '#define BROKEN 0' > "${root}/usr/include/broken/broken.h"
  fails header 'method: sysroot'
  builds header
}

# As crossdev's GCC does it with -Werror.
case_failure_unsafe_path() {
  failing_root '{ method: cross }'
  target_has_libc
  program "${root}/toolchain/${target}-gcc" 'case " $* " in *" -I/usr/include "*)' \
    '  echo "cc1: error: include location \"/usr/include\" is unsafe for cross-compilation [-Werror=poison-system-directories]" >&2' \
    '  exit 1 ;;' 'esac' 'exec gcc "$@"'
  fails unsafe 'method: sysroot'
  builds unsafe
}

case_failure_tool() {
  failing_root '{ method: cross }'
  installed "${root}" dev-util/generator-2 /usr/bin/broken-generator
  fails tool 'both: [dev-util/generator]'
  expect_match "${root}/emerge.log" 'emerge --oneshot dev-util/generator$'
  emerge_fails app-broken/tool # the rule says so before anything is built
  expect_match "${root}/emerge.log" 'needs "dev-util/generator" installed'
  installed "${root}/builder" dev-util/generator-2 /usr/bin/broken-generator
  program "${root}/toolchain/broken-generator" 'echo "#define TABLE 1"'
  builds tool
}

case_failure_module() {
  failing_root '{ method: native }'
  installed "${root}" dev-python/broken-1 /usr/lib/python3.13/site-packages/broken_module.py
  fails module 'both: [dev-python/broken]'
  installed "${root}/builder" dev-python/broken-1 /usr/lib/python3.13/site-packages/broken_module.py
  mkdir "${root}/site"
  echo 'table = 1' > "${root}/site/broken_module.py"
  builds module BROKEN_SITE="${root}/site"
}

case_failure_qt() {
  failing_root "{ method: cross, qt-host-path: /nowhere }"
  program "${root}/builder/usr/lib64/qt6/libexec/moc" 'echo "#define TABLE 1"'
  fails qt "qt-host-path: ${root}/builder"
  builds qt
}

case_failure_protobuf() {
  failing_root '{ method: cross }'
  installed "${root}" dev-libs/protobuf-30 /usr/bin/protoc
  installed "${root}/builder" dev-libs/protobuf-29 /usr/bin/protoc
  mkdir -p "${root}/usr/include"
  echo '#define PROTOBUF 30' > "${root}/usr/include/broken_protobuf.h"
  protoc_of 29
  fails protobuf 'identical: [dev-libs/protobuf]'
  emerge_fails app-broken/protobuf
  expect_match "${root}/emerge.log" 'needs "dev-libs/protobuf" in the same version'
  mv "${root}"/builder/var/db/pkg/dev-libs/protobuf-{29,30}
  protoc_of 30
  builds protobuf
}

# protoc_of VERSION: what it generates refuses other headers, as protobuf's own does.
protoc_of() {
  program "${root}/toolchain/protoc" "printf '%s\\n' '#if PROTOBUF != $1' \\
    '#error This file was generated by an older version of protoc which is' '#endif'"
}

case_failure_fortran() {
  failing_root '{ method: cross }'
  ln -s "$(type -P gfortran)" "${root}/toolchain/${builder}-gfortran"
  fails fortran 'method: builder'
  builds fortran
}

# Nothing that crossrc knows: the next method, and a hint that it may be something else.
case_failure_unknown() {
  real_root
  rules 'defaults: { method: cross }'
  emerge_fails USE=fail app-test/probe
  expect_match "${root}/emerge.log" '^ \* crossrc: try: the log shows nothing that crossrc knows'
  expect_line "${root}/emerge.log" ' * crossrc:       method: native'
  crossrc_in_root learn --dry-run > "${root}/learn.log"
  expect_match "${root}/learn.log" '90-learned.yaml: would be added:$'
  [[ ! -e ${root}/etc/portage/crossrc.d ]]
}

# Where Portage keeps its logs elsewhere, packed.
case_failure_packed_log() {
  failing_root '{ method: cross }'
  fails autoconf 'method: native' FEATURES="keeptemp -buildpkg compress-build-logs" PORTAGE_LOGDIR="${root}/logs"
  compgen -G "${root}/logs/*.log.gz"
}
