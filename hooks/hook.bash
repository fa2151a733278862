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
    unpack/ | prepare/ | configure/ | compile/ | test/ | install/)
      crossrc_source supervise
      crossrc_restart "${EBUILD_PHASE}"
      ;;
  esac
  if [[ -n ${EBUILD_PHASE-} && ${EBUILD_PHASE} != package ]]; then
    crossrc_source environment
    crossrc_enter_phase "${EBUILD_PHASE}"
  else
    crossrc_source after
    crossrc_after_install "${MISC_FUNCTIONS_ARGS}"
  fi
  crossrc_forget
}

# crossrc_source PART: the hook's files lie side by side.
crossrc_source() {
  # shellcheck source=/dev/null
  source "${BASH_SOURCE[0]%/*}/$1.bash"
}

# crossrc_helper ARGUMENT...: the program, with its path as installed; inside of the target's root,
# where that may not be, by the script that `crossrc chroot --phase` leaves there. Outside only root
# writes to /run.
crossrc_helper() {
  if [[ -x /run/crossrc-helper ]]; then
    /run/crossrc-helper "$@"
  else
    '@CROSSRC@' "$@"
  fi
}

# crossrc_say FUNCTION TEXT: TEXT line by line through einfo, ewarn or eerror. These hand it to
# `echo -e`, and what a build wrote may hold anything.
crossrc_say() {
  local line
  while IFS= read -r line; do
    line=${line//[[:cntrl:]]/?}
    "$1" "${line//\\/\\\\}"
  done <<< "$2"
}

crossrc_forget() {
  unset -f crossrc_hook crossrc_source crossrc_helper crossrc_say crossrc_forget
  unset -f crossrc_load_plan crossrc_keep_plan crossrc_word crossrc_words crossrc_lists
  unset -f crossrc_make_plan crossrc_refuse
  unset -f crossrc_restart crossrc_helper_runs
  unset -f crossrc_enter_phase crossrc_apply crossrc_put_back crossrc_assign crossrc_holds
  unset -f crossrc_unset_again crossrc_is_of_one_process crossrc_set_of_one_process crossrc_call_after
  unset -f crossrc_wrap_install crossrc_wrap_post_install crossrc_leave_install
  unset -f crossrc_after_install crossrc_strip_sysroot crossrc_record
  unset -f crossrc_name_machines crossrc_put crossrc_mend_index crossrc_wrong_in_index
}
