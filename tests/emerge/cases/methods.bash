# shellcheck shell=bash
# Real packages that fail with the default, and the method that each of them needs. README.md has the
# table.
# shellcheck disable=SC2154

# fails_by_default NAME WHY [NAME=VALUE...]: with the default, and the log says WHY.
fails_by_default() {
  write_rules
  emerge_fails "${@:3}" "$1"
  expect_match "${root}/emerge.log" 'crossrc: method cross'
  expect_match "${root}/emerge.log" "$2"
  rm -rf "${root}/tmp/portage"
}

# write_rules [LINE...]: the machines, and rules.
write_rules() {
  printf '%s\n' "builder: { chost: ${builder}, root: ${work}/builder }" \
    "target: { chost: ${target}, root: ${root} }" 'rules:' "${@/#/  - }" > "${root}/etc/portage/crossrc.yaml"
}

# builds_with METHOD NAME [NAME=VALUE...]: with a rule for it.
builds_with() {
  write_rules "{ match: $2, method: $1 }"
  emerge_it "${@:3}" "$2"
  expect_match "${root}/emerge.log" "crossrc: method $1, "
  expect_no_match "${root}/emerge.log" '[Ii]llegal instruction'
  expect_equal "$(cat "${root}/var/db/pkg/$(package_of "$2")/CHOST")" "${target}"
  expect_equal "$(field "${root}/packages/Packages" "$(package_of "$2")" CHOST)" "${target}"
}

# c_only: the target's compiler was built without C++.
c_only() {
  mkdir -p "${root}/toolchain"
  printf '%s\n' '#!/bin/sh' "echo \"${target}-g++: fatal error: cannot execute 'cc1plus': No such file or directory\" >&2" \
    'exit 1' > "${root}/toolchain/${target}-g++"
  chmod 755 "${root}/toolchain/${target}-g++"
}

case_native_apr() {
  real_root
  fails_by_default dev-libs/apr 'cannot check for file existence when cross compiling'
  builds_with native dev-libs/apr
  installs_target_instructions dev-libs/apr
}

case_swap_gperf() {
  real_root
  c_only
  fails_by_default dev-util/gperf "cannot execute 'cc1plus'"
  builds_with swap dev-util/gperf
  installs_target_instructions dev-util/gperf
}

# builders_scanner: what the ebuild's BDEPEND puts on the builder, wayland-scanner of the same version,
# in ${root}.builder.
builders_scanner() {
  local built=${root}
  root=${built}.builder
  new_root "${root}"
  in_root "${root}" CFLAGS=-O2 CBUILD="${target}" FEATURES=-buildpkg emerge --oneshot dev-libs/wayland > "${built}/scanner.log" 2>&1 ||
    fail "no wayland-scanner: $(tail -n 20 "${built}/scanner.log")"
  sed -i "s|^prefix=.*|prefix=${root}/usr|" "$(find "${root}/usr" -name wayland-scanner.pc)"
  scanner=$(dirname "$(find "${root}/usr" -name wayland-scanner.pc)")
  root=${built}
}

# of_the_builder NAME...: the root has the builder's libraries.
of_the_builder() {
  local name
  mkdir -p "${root}/usr/lib64/pkgconfig"
  for name; do
    ln -s "$(pkg-config --variable=pcfiledir "${name}")/${name}.pc" "${root}/usr/lib64/pkgconfig/${name}.pc"
  done
}

# The scanner is the builder's, the libraries are the root's.
case_cross_wayland() {
  real_root
  with_libc
  builders_scanner
  of_the_builder libffi expat
  builds_with cross dev-libs/wayland BUILD_PKG_CONFIG_LIBDIR="${scanner}"
  expect_match "${root}/emerge.log" "${root}.builder/usr/bin/wayland-scanner"
  installs_target_instructions dev-libs/wayland
  rm -rf "${root}.builder"
}

# The JDK is the builder's. Where SYSROOT is the target's root emerge looks for it there.
case_root_only_jzlib() {
  type -P javac > /dev/null || skip 'no javac'
  real_root
  write_rules
  emerge_fails dev-java/jzlib
  expect_match "${root}/emerge.log" 'no ebuilds to satisfy "virtual/jdk"'
  # the shipped rule for the eclass
  emerge_it SYSROOT=/ dev-java/jzlib
  expect_match "${root}/emerge.log" 'crossrc: method root-only'
  jar tf "${root}/usr/share/jzlib/lib/jzlib.jar" | grep -q com/jcraft/jzlib/Inflate.class
}

# What a library of the root says of itself to valac, which is the builder's.
case_cross_vala() {
  real_root
  mkdir -p "${root}/usr/share/vala/vapi"
  echo 'namespace Broken { public const int TABLE; }' > "${root}/usr/share/vala/vapi/broken-1.vapi"
  write_rules
  emerge_fails app-test/vala
  expect_match "${root}/emerge.log" "broken-1.* not found in specified Vala API directories"
  rm -rf "${root}/tmp/portage"
  write_rules '{ match: app-test/vala, data-dirs: target }'
  emerge_it app-test/vala
  [[ -e ${root}/usr/share/vala-test/table.c ]]
}

# with_qt: a root with the builder's Qt as a cross build installs it: without moc, rcc and uic.
with_qt() {
  real_root
  local libraries=/usr/lib/x86_64-linux-gnu file
  mkdir -p "${root}${libraries}" "${root}/usr/include/x86_64-linux-gnu"
  cp -r "${libraries}/cmake" "${root}${libraries}/cmake"
  rm -r "${root}${libraries}"/cmake/Qt6*Tools
  sed -i 's/requires_host_info_package "FALSE"/requires_host_info_package "TRUE"/' \
    "${root}${libraries}/cmake/Qt6/Qt6Dependencies.cmake"
  for file in "${libraries}"/{libQt6*,qt6,metatypes} /usr/include/x86_64-linux-gnu/qt6; do
    ln -s "${file}" "${root}${file}"
  done
}

case_cross_qtimageformats() {
  [[ -e /usr/lib/x86_64-linux-gnu/cmake/Qt6BuildInternals ]] || skip 'no Qt 6 with private headers'
  with_qt
  write_rules "{ match: dev-qt/*, qt-host-path: ${work}/builder }" # as it is without the shipped rule
  emerge_fails dev-qt/qtimageformats
  expect_match "${root}/emerge.log" 'your host Qt installation'
  rm -rf "${root}/tmp/portage"
  builds_with cross dev-qt/qtimageformats
  expect_match "${root}/emerge.log" '^/usr/lib/qt6/libexec/moc '
  installs_target_instructions dev-qt/qtimageformats
}

# with_bzip2: a root with a userland and a bzip2 that was emerged into it, on a builder without its
# headers and libraries.
with_bzip2() {
  real_root
  add_userland
  local file
  for file in /usr/include/bzlib.h /usr/lib/*/libbz2.{so,a}; do
    [[ ! -e ${file} ]] || rm "${root}${file}"
  done
  write_rules
  emerge_it CFLAGS="${target_flags} -fPIC" app-arch/bzip2 # its library goes into another's
  rm -rf "${root}/tmp/portage"
  mkdir -p "${root}/.include"/{upper,work}
  mknod "${root}/.include/upper/bzlib.h" c 0 0
  mount -t overlay overlay -o "lowerdir=/usr/include,upperdir=${root}/.include/upper,workdir=${root}/.include/work" /usr/include
  [[ -e ${root}/usr/include/bzlib.h && ! -e /usr/include/bzlib.h ]]
}

case_sysroot_bsdiff() {
  in_namespace sysroot_bsdiff
}

sysroot_bsdiff() {
  with_bzip2
  fails_by_default dev-util/bsdiff 'bzlib.h: No such file or directory'
  builds_with sysroot dev-util/bsdiff
}
