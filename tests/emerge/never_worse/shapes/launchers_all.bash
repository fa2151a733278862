# shellcheck shell=bash
# The rest of launchers.bash, for make check-all.
# shellcheck disable=SC2016,SC2154

# A compiler by a wrapper of the user's that says things
shape_talking_wrapper() {
  tool "${target}-gcc" '#!/bin/sh' 'echo "wrapper: $#" >&2' 'exec gcc "$@"'
  plain
  emerges
  usual
}

# CC with options, and by its path
shape_cc_with_options() {
  plain
  make_conf "CC=\"$(type -P gcc) -std=gnu11 -m64\"" 'CPP="gcc -E"' 'AR="gcc-ar"'
  emerges
  usual
}

# ccache and distcc together, watched
shape_ccache_and_distcc_native() {
  needs ccache distcc
  launcher ccache
  directory_of_portage distcc
  supervised native
  plain
  make_conf 'DISTCC_HOSTS="localhost"' "DISTCC_DIR=\"${root}/farm/distcc\"" "CCACHE_DIR=\"${root}/ccache\"" 'CCACHE_PREFIX="distcc"'
  emerges FEATURES='ccache distcc test'
  owners "${root}/farm"
  rm -rf "${root}"/{ccache,farm}
  usual native
}
