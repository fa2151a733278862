# shellcheck shell=bash
# Where the tests' Portage and its roots are, and how to call it. Sourced by setup, run and demo.
# shellcheck disable=SC2034

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=${CROSSRC_TEST_DIR:-/var/tmp/crossrc-tests}
builder=x86_64-pc-linux-gnu
target=x86_64-laptop-linux-gnu
# No machine at hand has FMA4, XOP or TBM: a real SIGILL everywhere.
target_flags="-O2 -march=bdver4"

on_gentoo() {
  [[ -e /etc/gentoo-release ]]
}

# portage_bin NAME: emerge, ebuild, portageq ... of the Portage under test, or a path as it is.
portage_bin() {
  if on_gentoo || [[ $1 == /* ]]; then printf '%s\n' "$1"; else printf '%s\n' "${work}/portage/bin/$1"; fi
}

# What in_root calls Portage by. CROSSRC_TEST_BASH is a bash in place of this machine's.
below=()
# shellcheck disable=SC2016 # expanded by the shell below
[[ -z ${CROSSRC_TEST_BASH-} ]] || below=(unshare --mount sh -c
  'mount --bind "$0" "$(realpath /bin/bash)" && exec "$@"' "${CROSSRC_TEST_BASH}")

# in_root ROOT [NAME=VALUE...] COMMAND [ARGUMENT...]: a Portage command for the target root ROOT, in
# an environment that owes nothing to the caller's, descriptors included.
in_root() {
  local root=$1
  shift
  local -a settings=(
    PATH="${root}/toolchain:${work}/toolchain:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    HOME=/root LANG=C.UTF-8 TERM=dumb NOCOLOR=true
    ROOT="${root}" SYSROOT="${root}" PORTAGE_CONFIGROOT="${root}"
    CROSSRC_CACHEDIR="${root}/cache"
  )
  # The builder's own configuration and database, which are not those of this machine.
  on_gentoo || settings+=(PORTAGE_OVERRIDE_EPREFIX="${work}/builder" EPREFIX=)
  while [[ $1 == [A-Z]*=* ]]; do
    settings+=("$1")
    shift
  done
  local command
  command=$(portage_bin "$1")
  shift
  (cd / && only_standard_descriptors && exec "${below[@]}" env -i "${settings[@]}" "${command}" "$@")
}

# Portage hands every phase two descriptors of its own (PORTAGE_EBUILD_EXIT_FD and
# PORTAGE_IPC_ALIVE_FD) at the first numbers that are free, and gnulib's configure asks whether number
# 10 is.
only_standard_descriptors() {
  local descriptor
  for descriptor in /proc/self/fd/*; do
    descriptor=${descriptor##*/}
    ((descriptor <= 2)) || exec {descriptor}>&-
  done
}

# new_root DIR: an empty target root with its configuration. Build directories, packages and logs
# stay inside it, so roots do not meet.
new_root() {
  rm -rf "$1"
  mkdir -p "$1/etc/portage/repos.conf" "$1/tmp"
  ln -s "${work}/repository/profiles/default" "$1/etc/portage/make.profile"
  write_repos_conf "$1"
  cat > "$1/etc/portage/make.conf" << EOF
CBUILD="${builder}"
CHOST="${target}"
CHOST_amd64="${target}"
CHOST_x86="i686-laptop-linux-gnu"
CFLAGS="${target_flags}"
CXXFLAGS="${target_flags}"
MAKEOPTS="-j2"
DISTDIR="${work}/distfiles"
PKGDIR="$1/packages"
PORTAGE_TMPDIR="$1/tmp"
FEATURES="buildpkg"
EOF
}

write_repos_conf() {
  cat > "$1/etc/portage/repos.conf/gentoo.conf" << EOF
[DEFAULT]
main-repo = gentoo

[gentoo]
location = ${work}/repository
auto-sync = no
EOF
}
