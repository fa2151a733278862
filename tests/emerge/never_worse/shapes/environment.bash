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

# package.env with flags that come on top
shape_package_env() {
  plain
  package_env flags 'CFLAGS="${CFLAGS} -fno-plt"' 'LDFLAGS="-Wl,-z,now"' 'MAKEOPTS="-j1"'
  emerges
  usual
}

# Flags that this machine has all of, and no rule: nothing can trap
shape_flags_of_the_builder() {
  flags '-O2 -pipe -mtune=generic'
  plain
  emerges
  says 'crossrc: method cross.*'
}

# Compiled for whatever machine this is, in a place where it makes no difference
shape_march_native() {
  flags '-O2 -march=native'
  ebuild 'src_compile() { echo "int shape;" > shape.c && ${CHOST}-gcc ${CFLAGS} -c shape.c || die; }' \
    'src_install() { insinto /usr/share; doins shape.o; }'
  emerges
  says 'crossrc: method cross.*' 'crossrc: .*-march=native.*'
  differs '^ \* Messages for package' # there is one: crossrc's
}

# What configure found is installed: pkg-config by its path
shape_path_of_pkg_config() {
  ebuild 'src_compile() { type -P pkg-config ${CHOST}-pkg-config ${CBUILD}-pkg-config > found || die; }' \
    'src_install() { insinto /usr/share; doins found; }'
  emerges
  says 'crossrc: method cross.*' 'crossrc: /usr/share/found names pkg-config as it is without crossrc'
}

# Variables of build systems that people set by hand
shape_build_variables() {
  plain
  make_conf 'BUILD_CFLAGS="-O2 -fno-builtin"' "BUILD_CC=\"${builder}-gcc\"" 'HOSTCC="gcc"' 'CPPFLAGS="-DNOTHING"' 'LDFLAGS="-Wl,-O1"'
  emerges
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
