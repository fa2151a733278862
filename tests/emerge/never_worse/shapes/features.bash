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

# Binary packages in the old format, one of each version
shape_xpak() {
  type -P gtar > /dev/null || tool gtar '#!/bin/sh' 'exec tar "$@"'
  make_conf 'BINPKG_FORMAT="xpak"'
  with_features '-binpkg-multi-instance'
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

# Logs in a directory of their own, split, packed and cleaned
shape_logs() {
  make_conf "PORTAGE_LOGDIR=\"${root}/logs\""
  with_features 'split-log compress-build-logs binpkg-logs clean-logs'
  owners "${root}/logs"
  rm -r "${root}/logs"
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

# Phases start one by one only; Portage then forgets what pkg_setup has left
shape_noauto() {
  plain
  phases_one_by_one clean setup unpack prepare configure compile install merge
  says 'crossrc: method cross'
}

# The same, where pkg_setup is left for the merge: by then there is nothing to plan
shape_noauto_without_setup() {
  plain
  phases_one_by_one clean unpack prepare configure compile install merge
}

phases_one_by_one() {
  local phase
  for phase; do runs FEATURES=noauto ebuild "${ebuild_file}" "${phase}"; done
}
