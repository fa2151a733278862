# shellcheck shell=bash
# The rest of features.bash, for make check-all.
# shellcheck disable=SC2016,SC2154

# Only PIDs are the machine's own
shape_without_pid_sandbox() {
  with_features '-pid-sandbox'
}

# Binary packages without compression, an index that is packed, too
shape_gpkg_compress_none() {
  make_conf 'BINPKG_COMPRESS="none"'
  with_features 'compress-index -pkgdir-index-trusted'
}

# No documentation, no manual pages, INSTALL_MASK
shape_nodoc() {
  make_conf 'INSTALL_MASK="/usr/libexec"' 'PKG_INSTALL_MASK="/etc/plain.hard"'
  with_features 'nodoc noinfo noman'
}

# What strict people have
shape_strict() {
  with_features 'strict stricter strict-keepdir multilib-strict collision-protect sfperms suidctl protect-owned unmerge-orphans xattr'
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
