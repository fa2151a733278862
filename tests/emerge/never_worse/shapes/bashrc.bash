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
  says 'crossrc: method cross'
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
}

# A directory in place of the file, which Portage does not read: there is no hook, and nothing is said
shape_bashrc_is_a_directory() {
  plain
  mv "${root}/etc/portage/bashrc" "${root}/etc/portage/99-last"
  mkdir "${root}/etc/portage/bashrc"
  mv "${root}/etc/portage/99-last" "${root}/etc/portage/bashrc"
  emerges
}

# The file reads a directory, of which crossrc's line is one file
shape_bashrc_reads_a_directory() {
  mkdir -p "${root}/etc/portage/bashrc.d"
  mv "${root}/etc/portage/bashrc" "${root}/etc/portage/bashrc.d/50-crossrc"
  : > "${root}/etc/portage/bashrc"
  echo 'export MINE=1' > "${root}/etc/portage/bashrc.d/60-mine"
  with_bashrc 'for bashrc_file in "${PORTAGE_CONFIGROOT%/}"/etc/portage/bashrc.d/*; do' '  . "${bashrc_file}"' 'done'
}

# Shell options and a umask are left as they are not by default
shape_bashrc_leaves_options() {
  with_bashrc 'shopt -s nullglob dotglob extglob globstar' 'umask 027'
}

# IFS has no space in it
shape_bashrc_leaves_ifs() {
  with_bashrc "IFS=\$'\\n\\t'"
}

# Messages of its own, in colour, and a function that replaces Portage's
shape_bashrc_talks() {
  with_bashrc '[[ ${EBUILD_PHASE} == depend ]] || einfo "bashrc in ${EBUILD_PHASE}"' \
    'einfon() { printf "%s" "mine: $*"; }'
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

# Variables that cannot be set, arrays, exported functions, names with crossrc's prefix
shape_bashrc_odd_variables() {
  with_bashrc 'declare -r MY_READONLY=1 2> /dev/null' 'declare -A MY_MAP=([a b]="c d")' 'my_function() { :; }; export -f my_function' \
    'MY_LINES=$'\''one\ntwo\e[31m'\''' 'crossrc_of_the_user=1'
}

# It reads its standard input, and closes descriptors
shape_bashrc_reads_input() {
  with_bashrc '[[ ${EBUILD_PHASE} == depend ]] || { read -r -t 0.01 answer; unset answer; }' 'exec 7> /dev/null'
}

# A file of the package's own below /etc/portage/env, and a profile's bashrc
shape_bashrc_of_package_and_profile() {
  supervised native
  plain
  mkdir -p "${root}/etc/portage/env/${category}"
  printf '%s\n' 'CFLAGS="-O1"' 'pre_src_compile() { einfo "by the package"; }' > "${root}/etc/portage/env/${category}/${shape}"
  echo 'export OF_THE_PROFILE=1' > "${repository}/profiles/default/profile.bashrc"
  emerges
  usual native
}
