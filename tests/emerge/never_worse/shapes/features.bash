# shellcheck shell=bash
# What FEATURES say, with a package of everything.
# shellcheck disable=SC2016,SC2154

# with_features FEATURES: the plain package, built natively and watched, with its tests.
with_features() {
  supervised native
  plain
  emerges FEATURES="buildpkg test $1"
  usual native
}

# Phases as root
shape_without_userpriv() {
  with_features '-userpriv -usersandbox'
}

# No sandbox at all
shape_without_sandboxes() {
  with_features '-sandbox -usersandbox -ipc-sandbox -mount-sandbox -network-sandbox -pid-sandbox'
}

# Only PIDs are the machine's own
shape_without_pid_sandbox() {
  with_features '-pid-sandbox'
}

# Binary packages in the old format, one of each version
shape_xpak() {
  type -P gtar > /dev/null || tool gtar '#!/bin/sh' 'exec tar "$@"'
  make_conf 'BINPKG_FORMAT="xpak"'
  with_features '-binpkg-multi-instance'
}

# Binary packages without compression, an index that is packed, too
shape_gpkg_compress_none() {
  make_conf 'BINPKG_COMPRESS="none"'
  with_features 'compress-index -pkgdir-index-trusted'
}

# Debug information in files of its own
shape_splitdebug() {
  flags '-O2 -g'
  with_features 'splitdebug compressdebug'
}

# Nothing is stripped, the build directory is kept
shape_nostrip_keepwork() {
  with_features 'nostrip keepwork keeptemp'
}

# No documentation, no manual pages, INSTALL_MASK
shape_nodoc() {
  make_conf 'INSTALL_MASK="/usr/libexec"' 'PKG_INSTALL_MASK="/etc/plain.hard"'
  with_features 'nodoc noinfo noman'
}

# Logs in a directory of their own, split, packed and cleaned
shape_logs() {
  make_conf "PORTAGE_LOGDIR=\"${root}/logs\""
  with_features 'split-log compress-build-logs binpkg-logs clean-logs'
  owners "${root}/logs"
  rm -r "${root}/logs"
}

# What strict people have
shape_strict() {
  with_features 'strict stricter strict-keepdir multilib-strict collision-protect sfperms suidctl protect-owned unmerge-orphans xattr'
}

# Several packages at once, merged at once
shape_parallel_install() {
  supervised native
  plain
  ebuild_of second "$(< "${here}/plain/ebuild")"
  # the same files again, elsewhere
  sed -i 's|src_install() {|src_install() {\n\tkeepdir /opt; return|' "${repository}/${category}/second/second-1.ebuild"
  emerges FEATURES='parallel-install -ebuild-locks parallel-fetch' --jobs=2 "${shape}" second
  differs 'Jobs:|^>>>'
}

# Phases start one by one only
shape_noauto() {
  plain
  local phase
  for phase in clean unpack prepare configure compile install merge; do
    runs FEATURES=noauto ebuild "${ebuild_file}" "${phase}"
  done
  usual
}

# Tests that fail, and are let through
shape_test_fail_continue() {
  supervised native
  plain 'src_test() { die "tests fail"; }'
  emerges FEATURES='test test-fail-continue'
  usual native
}

# A build directory in memory of a name that is odd
shape_tmpdir() {
  mkdir -p "${root}/tmp/a b+c"
  make_conf "PORTAGE_TMPDIR=\"${root}/tmp/a b+c\""
  ebuild 'S=${WORKDIR}' 'src_unpack() { :; }' 'src_compile() { echo "int x;" > x.c && ${CHOST}-gcc ${CFLAGS} -c x.c || die; }' \
    'src_install() { insinto /usr/share; doins x.o; }'
  emerges
  usual
}
