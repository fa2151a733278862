# shellcheck shell=bash
# What stands between a package and its compiler: caches and farms, in FEATURES, in PATH and in CC.
# shellcheck disable=SC2016,SC2154

# ccache in FEATURES, with masquerade directories as Gentoo has them
shape_ccache_in_features() {
  needs ccache
  launcher ccache
  plain
  make_conf "CCACHE_DIR=\"${root}/ccache\""
  emerges FEATURES=ccache
  owners "${root}/ccache"
  rm -rf "${root}/ccache"
  usual
}

# ccache in PATH only, with a directory that is user portage's
shape_ccache_in_path() {
  needs ccache
  launcher ccache
  directory_of_portage cache
  plain
  make_conf "CCACHE_DIR=\"${root}/farm/cache\""
  emerges
  owners "${root}/farm"
  rm -r "${root}/farm"
  usual
}

# CC="ccache gcc"
shape_ccache_in_cc() {
  needs ccache
  directory_of_portage cache
  plain
  make_conf "CC=\"ccache ${target}-gcc\"" "CCACHE_DIR=\"${root}/farm/cache\""
  emerges
  owners "${root}/farm"
  rm -r "${root}/farm"
  usual
}

# distcc in FEATURES, with no host but this machine
shape_distcc_in_features() {
  needs distcc
  launcher distcc
  directory_of_portage distcc
  plain
  make_conf 'DISTCC_HOSTS="localhost"' 'DISTCC_FALLBACK="1"' "DISTCC_DIR=\"${root}/farm/distcc\""
  emerges FEATURES=distcc
  owners "${root}/farm"
  rm -r "${root}/farm"
  usual
}

# A launcher that nobody knows, and that keeps a record which only its first user may write to
shape_unknown_launcher() {
  directory_of_portage record
  tool launcher '#!/bin/sh' "umask 077; echo run >> '${root}/farm/record/log' || exit 1" \
    'name=${0##*/}' "PATH=${work}/toolchain:/usr/bin:/bin exec \"\${name}\" \"\$@\""
  local tuple
  for tuple in "${builder}" "${target}"; do ln -s launcher "${root}/toolchain/${tuple}-gcc"; done
  plain
  emerges
  owners "${root}/farm"
  rm -r "${root}/farm"
  usual
}

# directory_of_portage NAME: ${root}/farm/NAME, which phases can write to.
directory_of_portage() {
  mkdir -p "${root}/farm/$1"
  chown portage:portage "${root}/farm/$1"
}
