# shellcheck shell=bash
# From one bash process of Portage to the part that has work in it. Every name here and in the
# parts begins with crossrc_ and is forgotten again: what is left over would go into the package's
# saved environment.

crossrc_hook() {
  crossrc_source plan
  case ${EBUILD_PHASE-}/${MISC_FUNCTIONS_ARGS-} in
    setup/)
      crossrc_source setup
      crossrc_make_plan
      ;;
    unpack/ | prepare/ | configure/ | compile/ | test/ | install/) crossrc_source supervise ;;
  esac
  if [[ -n ${EBUILD_PHASE-} && ${EBUILD_PHASE} != package ]]; then
    crossrc_source environment
    crossrc_restore_functions
    crossrc_enter_phase "${EBUILD_PHASE}"
  else
    crossrc_source after
    crossrc_after_install "${MISC_FUNCTIONS_ARGS}"
  fi
}

# crossrc_do COMMAND: one of those that crossrc_call_after puts behind a function.
crossrc_do() {
  crossrc_source plan
  crossrc_source environment
  "$1"
}

# crossrc_calmly COMMAND...: with bash's own options, whatever bashrc has made of them, which it gets
# back.
crossrc_calmly() {
  local -
  local IFS=$' \t\n' option
  local -a options=()
  set +e +u -f
  for option in failglob nullglob nocasematch lastpipe inherit_errexit localvar_inherit localvar_unset; do
    ! shopt -q "${option}" || options+=("${option}")
  done
  ((${#options[@]} == 0)) || shopt -u "${options[@]}"
  "$@"
  ((${#options[@]} == 0)) || shopt -s "${options[@]}"
}

# crossrc_source PART: the hook's files lie side by side.
crossrc_source() {
  # shellcheck source=/dev/null
  source "${BASH_SOURCE[0]%/*}/$1.bash"
}

# crossrc_helper ARGUMENT...: the program, with its path as installed; inside of the target's root,
# where that may not be, by the script that `crossrc chroot --phase` leaves there. Outside only root
# writes to /run. It reads these variables, of which Portage exports fewer and fewer
# (_unexported_pms_vars in doebuild.py: EAPI 9), from its environment; the build does not get them so.
crossrc_helper() (
  export CATEGORY PF SLOT repository PORTAGE_REPO_NAME USE IUSE IUSE_EFFECTIVE INHERITED EBUILD
  export EAPI EBUILD_PHASE PORTAGE_DEPCACHEDIR PORTAGE_LOG_FILE T D DISTDIR PKGDIR FEATURES
  export ROOT SYSROOT EPREFIX PORTAGE_CONFIGROOT
  if [[ -x /run/crossrc-helper ]]; then exec /run/crossrc-helper "$@"; fi
  exec '@CROSSRC@' "$@"
)

# crossrc_say FUNCTION TEXT: TEXT line by line through einfo, ewarn or eerror. These hand it to
# `echo -e`, and what a build wrote may hold anything: the program knows what a terminal can take.
crossrc_say() {
  local line text=$2
  if ! crossrc_is_plain "${text}"; then
    text=$(crossrc_helper file show <<< "${text}") || text='(a message that cannot be shown)'
  fi
  while IFS= read -r line; do
    "$1" "${line//\\/\\\\}"
  done <<< "${text}"
}

# crossrc_is_plain TEXT: nothing but ASCII that is seen, in lines. By bytes, whatever the locale.
crossrc_is_plain() {
  local LC_ALL=C others=$'[!\n -~]'
  # shellcheck disable=SC2053 # a pattern
  [[ $1 != *${others}* ]]
}

crossrc_forget() {
  unset -f crossrc_hook crossrc_do crossrc_calmly crossrc_source crossrc_helper crossrc_forget
  unset -f crossrc_say crossrc_is_plain
  unset -f crossrc_load_plan crossrc_keep_plan crossrc_word crossrc_words crossrc_lists
  unset -f crossrc_make_plan crossrc_refuse crossrc_restart
  unset -f crossrc_enter_phase crossrc_ask crossrc_look crossrc_obey crossrc_assign
  unset -f crossrc_put_tools crossrc_take_tools
  unset -f crossrc_goes_on_without crossrc_call_at_the_last_moment crossrc_is_skipped crossrc_settle crossrc_is_passed_over
  unset -f crossrc_wrap_post_install crossrc_call_after crossrc_restore_functions crossrc_leave_install
  unset -f crossrc_after_install crossrc_strip_sysroot crossrc_name_tools crossrc_record
  unset -f crossrc_name_machines crossrc_put crossrc_mend_index crossrc_wrong_in_index
}
