# shellcheck shell=bash
# The rest of bashrc.bash, for make check-all.
# shellcheck disable=SC2016,SC2154

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

# Messages of its own, in colour, and a function that replaces Portage's
shape_bashrc_talks() {
  with_bashrc '[[ ${EBUILD_PHASE} == depend ]] || einfo "bashrc in ${EBUILD_PHASE}"' \
    'einfon() { printf "%s" "mine: $*"; }'
  differs 'bashrc in '
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
