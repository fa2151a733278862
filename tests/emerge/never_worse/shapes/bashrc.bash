# shellcheck shell=bash
# What people have in /etc/portage/bashrc above crossrc's line.
# shellcheck disable=SC2016,SC2154

# with_bashrc LINE...: the plain package, watched, with these lines of the user's.
with_bashrc() {
  supervised native
  plain
  bashrc "$@"
  emerges FEATURES=test
  usual native
}

# Variables that are set in each phase
shape_bashrc_sets_variables() {
  with_bashrc 'export CFLAGS="-O1 -pipe" CXXFLAGS="-O1 -pipe"' 'export MY_PHASE=${EBUILD_PHASE}' 'MAKEOPTS=-j1'
}

# It returns early in all phases but one
shape_bashrc_returns_early() {
  plain
  bashrc '[[ ${EBUILD_PHASE} == setup ]] || return 0' 'export MY_SETUP=done'
  emerges
  says 'crossrc: method cross' "crossrc: bashrc returns before crossrc's line in src_unpack, .*"
  differs 'Messages for package'
}

# Hooks before and after phases
shape_bashrc_hooks() {
  with_bashrc 'pre_pkg_setup() { export CFLAGS="-O3"; einfo "before setup"; }' \
    'pre_src_compile() { einfo "before compile: ${CFLAGS}"; }' 'post_src_install() { einfo "after install"; : > "${ED}/etc/mine"; }' \
    'post_pkg_postinst() { elog "merged"; }'
}

# bashrc.d: files by number, each with functions for phases
shape_bashrc_d() {
  mkdir -p "${root}/etc/portage/bashrc.d"
  printf '%s\n' 'bashrc_d_setup() { export CFLAGS="-O1"; }' 'bashrc_d_compile() { einfo compiling; }' \
    > "${root}/etc/portage/bashrc.d/10-flags.sh"
  with_bashrc 'for bashrc_file in "${PORTAGE_CONFIGROOT%/}"/etc/portage/bashrc.d/*.sh; do source "${bashrc_file}"; done' \
    'unset bashrc_file' '! declare -F "bashrc_d_${EBUILD_PHASE}" > /dev/null || "bashrc_d_${EBUILD_PHASE}"'
  differs 'compiling' # a phase that is watched starts twice, and bashrc is read again
}

# Hooks for success and failure
shape_bashrc_registers_hooks() {
  with_bashrc 'my_success() { echo "all went well"; }' 'my_death() { echo "it died"; }' \
    'if [[ ${EBUILD_PHASE} != depend ]]; then register_success_hook my_success; register_die_hook my_death; fi'
}

# Traps
shape_bashrc_traps() {
  with_bashrc '[[ ${EBUILD_PHASE} == depend ]] || trap "echo leaving ${EBUILD_PHASE}" EXIT' 'trap ":" DEBUG USR1'
}
