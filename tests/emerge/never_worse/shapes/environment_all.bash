# shellcheck shell=bash
# The rest of environment.bash, for make check-all.
# shellcheck disable=SC2016,SC2034,SC2154

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

# package.env with another bashrc-like file, and FEATURES
shape_package_env_features() {
  supervised native
  plain
  package_env features 'FEATURES="test nostrip -network-sandbox"'
  emerges
  usual native
}

# Flags that a package cannot take
shape_flags_unknown() {
  flags "${target_flags} -fno-such-option"
  plain
  fails
  says 'crossrc: .*'
}

# SOURCE_DATE_EPOCH, TZ, HOME, XDG directories
shape_reproducible() {
  plain
  emerges SOURCE_DATE_EPOCH=1000000000 TZ=Asia/Tokyo XDG_CACHE_HOME=/nonexistent CCACHE_DISABLE=1
  usual
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
