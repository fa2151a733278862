# shellcheck shell=bash
# EAPIs, what make.conf, package.env and emerge's environment say.
# shellcheck disable=SC2016,SC2034,SC2154

# EAPI 7
shape_eapi_7() {
  eapi=7
  plain
  emerges
  usual
}

# EAPI 9, where Portage exports next to nothing: its own gpkg-helper then takes "/" for ROOT, and dies
shape_eapi_9() {
  old_bash_for_eapi_9
  eapi=9
  plain
  emerges FEATURES=-buildpkg
  usual
}

# EAPI 9 as a native build with tests
shape_eapi_9_native() {
  old_bash_for_eapi_9
  eapi=9
  supervised native
  plain
  emerges FEATURES='test -buildpkg'
  usual native
}

# Portage may keep its variables to itself in other EAPIs, too
shape_no_exported_variables() {
  supervised native
  plain 'PORTAGE_DO_NOT_EXPORT_PMS_VARS=1'
  make_conf 'PORTAGE_DO_NOT_EXPORT_PMS_VARS="1"'
  emerges PORTAGE_DO_NOT_EXPORT_PMS_VARS=1 FEATURES=-buildpkg
  usual native
}

# Another locale, colours, columns
shape_locale() {
  supervised native
  plain
  make_conf 'LC_ALL="C"' 'NOCOLOR="false"' 'LC_MESSAGES="C"'
  emerges NOCOLOR=false COLUMNS=40 TERM=xterm LC_ALL=C
  usual native
}

# Nothing is said of MAKEOPTS and CBUILD
shape_few_settings() {
  plain
  sed -i '/^MAKEOPTS=\|^CBUILD=/d' "${root}/etc/portage/make.conf"
  tool "-gcc" '#!/bin/sh' 'exec gcc "$@"'
  emerges CBUILD="${builder}"
  usual
}

# MAKEFLAGS, GNUMAKEFLAGS, niceness, an I/O class
shape_make_flags() {
  plain
  make_conf 'MAKEFLAGS="--no-print-directory"' 'GNUMAKEFLAGS="-s"' 'PORTAGE_NICENESS="5"' 'PORTAGE_IONICE_COMMAND="true ${PID}"'
  emerges
  usual
}

# package.env with flags that come on top
shape_package_env() {
  plain
  package_env flags 'CFLAGS="${CFLAGS} -fno-plt"' 'LDFLAGS="-Wl,-z,now"' 'MAKEOPTS="-j1"'
  emerges
  usual
}

# package.env with another bashrc-like file, and FEATURES
shape_package_env_features() {
  supervised native
  plain
  package_env features 'FEATURES="test nostrip -network-sandbox"'
  emerges
  usual native
}

# Flags that this machine has all of, and no rule: nothing can trap
shape_flags_of_the_builder() {
  flags '-O2 -pipe -mtune=generic'
  plain
  emerges
  says 'crossrc: method cross.*'
}

# Flags that a package cannot take
shape_flags_unknown() {
  flags "${target_flags} -fno-such-option"
  plain
  fails
  says 'crossrc: .*'
}

# Compiled for whatever machine this is, in a place where it makes no difference
shape_march_native() {
  flags '-O2 -march=native'
  ebuild 'src_compile() { echo "int shape;" > shape.c && ${CHOST}-gcc ${CFLAGS} -c shape.c || die; }' \
    'src_install() { insinto /usr/share; doins shape.o; }'
  emerges
  says 'crossrc: method cross.*' 'crossrc: .*-march=native.*'
}

# Variables of build systems that people set by hand
shape_build_variables() {
  plain
  make_conf 'BUILD_CFLAGS="-O2 -fno-builtin"' "BUILD_CC=\"${builder}-gcc\"" 'HOSTCC="gcc"' 'CPPFLAGS="-DNOTHING"' 'LDFLAGS="-Wl,-O1"'
  emerges
  usual
}

# SOURCE_DATE_EPOCH, TZ, HOME, XDG directories
shape_reproducible() {
  plain
  emerges SOURCE_DATE_EPOCH=1000000000 TZ=Asia/Tokyo XDG_CACHE_HOME=/nonexistent CCACHE_DISABLE=1
  usual
}

# CPU_FLAGS_X86: a package that adds the instruction sets by itself, to what it does not run
shape_cpu_flags() {
  make_conf 'CPU_FLAGS_X86="xop fma4"'
  flags -O2
  ebuild 'IUSE="cpu_flags_x86_xop"' 'src_compile() {' '  use cpu_flags_x86_xop && CFLAGS+=" -mxop"' \
    '  echo "int shape(int a, int b) { return a << b; }" > shape.c && ${CHOST}-gcc ${CFLAGS} -c shape.c || die' '}' \
    'src_install() { insinto /usr/share; doins shape.o; }'
  sed -i 's/^USE_EXPAND="/&CPU_FLAGS_X86 /' "${repository}/profiles/default/make.defaults"
  emerges
  says 'crossrc: method cross.*'
}

# No rules file at all
shape_no_rules() {
  plain
  rm "${root}/etc/portage/crossrc.yaml"
  emerges
}

# Rules of which none is of the package
shape_rule_of_another() {
  plain
  rules 'rules:' '  - match: app-shape/other' '    method: native' '    env: { CFLAGS: -O0 }' '    reason: none of this one'
  emerges
  usual
}

# The package by its dependencies: shipped rules are for what runs on the builder, and stop nothing
shape_library_of_a_generator() {
  mkdir -p "${root}/etc/portage/profile"
  echo dev-libs/protobuf-30 > "${root}/etc/portage/profile/package.provided"
  plain 'DEPEND="dev-libs/protobuf"'
  emerges
  usual
}

# old_bash_for_eapi_9: Portage's one check of its version of bash is changed; what the EAPI is about, its Python
# does.
old_bash_for_eapi_9() {
  ((BASH_VERSINFO[0] > 5 || BASH_VERSINFO[1] >= 3)) && return
  on_gentoo && skip 'bash is older than 5.3'
  local script=${work}/portage/lib/portage/bin/ebuild.sh
  sed 's/compat_min = min = 3 /compat_min = min = 2 /' "${script}" > "${root}/files.ebuild.sh"
  chmod 755 "${root}/files.ebuild.sh"
  below=(unshare --mount sh -c 'mount --bind "$0" "$1" && shift && exec "$@"' "${root}/files.ebuild.sh" "${script}")
}
