# shellcheck shell=bash
# A phase in which programs can trap runs below `crossrc run`; with the method chroot every phase
# that the plan lists runs inside of the target's root.

# crossrc_restart PHASE: starts the phase anew, in this very process, below the supervisor, where
# crossrc_answer says so, and in the root. Comes back in the process that these have started, and where
# the phase goes on as it is.
crossrc_restart() {
  if [[ -v CROSSRC_RESTARTED ]]; then
    unset -v CROSSRC_RESTARTED # or the saved environment hands it to the next phase
    return
  fi
  if [[ $1 == test && " ${FEATURES} " != *" test "* && ${EBUILD_FORCE_TEST-} != 1 ]]; then
    return # Portage is only about to say that there will be no tests
  fi
  local inside message
  local -a command=() options unwatched=(--trap off)
  crossrc_words options run
  # shellcheck disable=SC2154 # crossrc_enter_phase's
  if [[ " ${crossrc_answer[*]} " == *" watch= "* ]]; then
    unwatched=()
    command+=('@CROSSRC@' run --journal "${T}/crossrc" --tree "${PORTAGE_BUILDDIR}" "${options[@]}" --)
  fi
  crossrc_word inside inside
  if [[ -n ${inside} ]] && crossrc_lists phases "$1"; then
    message=$(crossrc_helper chroot --phase "${unwatched[@]}" "${inside}" 2>&1) || {
      crossrc_say eerror "${message}"
      die "crossrc: $1 cannot run inside of ${inside}, see above"
    }
    command+=('@CROSSRC@' chroot --phase --trap off --unexported "DISTDIR=${DISTDIR-}"
      --unexported "EPREFIX=${EPREFIX-}" --unexported "ROOT=${ROOT-}" "${inside}" --)
  fi
  ((${#command[@]} > 0)) || return 0

  # ebuild.sh got this function from its environment and took it out again; `use` calls it.
  # shellcheck disable=SC3045
  ! declare -F ___in_portage_iuse > /dev/null || export -f ___in_portage_iuse
  CROSSRC_RESTARTED=1 exec "${command[@]}" \
    "${BASH}" "${PORTAGE_BIN_PATH}/ebuild.sh" "${EBUILD_SH_ARGS}"
}
