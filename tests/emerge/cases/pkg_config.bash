# shellcheck shell=bash
# Whose libraries pkg-config answers for, by each of its names and with each method. zlib, which crossrc
# itself needs, is the one that the builder has.
# shellcheck disable=SC2154

# asked METHOD [NAME=VALUE...]: app-test/asks, with a zlib 0.1 in the root that is for both ABIs, and
# build directories that are not in it.
asked() {
  local libdir
  real_root
  printf '%s\n' "builder: { chost: ${builder}, root: ${work}/builder }" \
    "target: { chost: ${target}, root: ${root} }" "defaults: { method: $1 }" > "${root}/etc/portage/crossrc.yaml"
  for libdir in lib64 lib; do
    mkdir -p "${root}/usr/${libdir}/pkgconfig"
    printf '%s\n' prefix=/usr "unitdir=\${prefix}/${libdir}/units" 'Name: zlib' 'Description: x' \
      "Version: 0.1.${libdir}" 'Cflags: -I/usr/include/z' > "${root}/usr/${libdir}/pkgconfig/zlib.pc"
  done
  mkdir -p "${root}.builds"
  printf '%s\n' "PORTAGE_TMPDIR=\"${root}.builds\"" >> "${root}/etc/portage/make.conf"
  emerge_it "${@:2}" app-test/asks
  rm -rf "${root}.builds"
  said=${root}/usr/share/asks/said
}

# answers SIDE NAME...
answers() {
  local name answer='0.1.lib64 /usr/lib64/units'
  [[ $1 == target ]] || answer="$(pkg-config --modversion zlib) "
  for name in "${@:2}"; do expect_line "${said}" "${name} ${answer}"; done
}

# The same for all methods that are for the target's root: its names, the builder's, and the ABI.
answers_by_role() {
  answers target plain chost
  answers builder build for-build x86-build
  expect_line "${said}" 'x86 0.1.lib /usr/lib/units'
  expect_equal "$(grep -cx "own -I${root}.builds/portage/app-test/asks-1/work/own/include -I${root}/usr/include/z" "${said}")" 2
}

case_pkg_config_cross() {
  asked cross
  answers_by_role
  answers builder cbuild
}

case_pkg_config_sysroot() {
  asked sysroot
  answers_by_role
  answers builder cbuild
}

case_pkg_config_swap() {
  asked swap
  answers_by_role
  answers builder cbuild
}

case_pkg_config_native() {
  asked native
  answers_by_role
  answers target cbuild
}

case_pkg_config_builder() {
  asked builder
  answers_by_role
  answers target cbuild
}

# Nothing but the roots is set: the names stay what they are.
case_pkg_config_root_only() {
  asked root-only
  answers builder plain chost cbuild build for-build
}

# wrapped LINE...: <target>-pkg-config is a script of these lines.
wrapped() {
  mkdir -p "${root}.tools"
  printf '%s\n' '#!/bin/sh' "$@" > "${root}.tools/${target}-pkg-config"
  chmod 755 "${root}.tools/${target}-pkg-config"
}

# The wrapper finds its own way to the root, and calls what it takes for the builder's pkg-config.
case_pkg_config_wrapper() {
  local method
  real_root
  # shellcheck disable=SC2016 # the wrapper expands it
  wrapped 'export PKG_CONFIG_SYSROOT_DIR=${PKG_CONFIG_SYSROOT_DIR-${SYSROOT}} PKG_CONFIG_FDO_SYSROOT_RULES=1' \
    'case ${PKG_CONFIG_PATH} in "${WORKDIR:-unset}"/*) ;; *) unset PKG_CONFIG_PATH ;; esac' \
    ': "${PKG_CONFIG_LIBDIR:=${SYSROOT}/usr/lib64/pkgconfig}"' 'export PKG_CONFIG_LIBDIR' \
    'real=${REAL_PKG_CONFIG:-${CBUILD}-pkg-config}' \
    'if [ "${0##*/}" = "${real}" ]; then echo "it would call itself" >&2; exit 1; fi' 'exec "${real}" "$@"'
  for method in cross native swap; do
    asked "${method}" PATH="${root}.tools:${work}/toolchain:/usr/local/bin:/usr/bin:/sbin:/bin"
    answers_by_role
  done
  rm -rf "${root}.tools"
}
