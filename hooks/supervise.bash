# shellcheck shell=bash
# A phase in which programs can trap runs below `crossrc run`; with the method chroot every phase
# that the plan lists runs inside of the target's root.

# crossrc_restart PHASE: starts the phase anew, in this very process, below the supervisor and in the
# root. Comes back in the process that these have started, and where the phase goes on as it is.
crossrc_restart() {
  if [[ -v CROSSRC_RESTARTED ]]; then
    unset -v CROSSRC_RESTARTED # or the saved environment hands it to the next phase
    return
  fi
  if [[ $1 == test && " ${FEATURES} " != *" test "* && ${EBUILD_FORCE_TEST-} != 1 ]]; then
    return # Portage is only about to say that there will be no tests
  fi
  local inside message
  local -a command=() options unwatched=()
  crossrc_words options run
  if ! crossrc_lists supervise "$1"; then
    unwatched=(--trap off)
  else
    command+=('@CROSSRC@' run --journal "${T}/crossrc" --tree "${PORTAGE_BUILDDIR}" "${options[@]}" --)
  fi
  crossrc_word inside inside
  [[ -z ${inside} ]] || ! crossrc_lists phases "$1" ||
    command+=('@CROSSRC@' chroot --phase --trap off "${inside}" --)
  ((${#command[@]} > 0)) || return 0
  if [[ ${command[*]} == *" chroot --phase "* ]]; then # without it, there is no such build
    message=$(crossrc_helper chroot --phase "${unwatched[@]}" "${inside}" 2>&1) || {
      crossrc_say eerror "${message}"
      die "crossrc: ${EBUILD_PHASE} cannot run inside of ${inside}, see above"
    }
  elif ! crossrc_helper_runs; then
    ewarn "crossrc: user ${EUID} cannot run \"@CROSSRC@\": ${EBUILD_PHASE} goes on without it"
    return
  fi

  # ebuild.sh got this function from its environment and took it out again; `use` calls it.
  # shellcheck disable=SC3045
  ! declare -F ___in_portage_iuse > /dev/null || export -f ___in_portage_iuse
  CROSSRC_RESTARTED=1 exec "${command[@]}" \
    "${BASH}" "${PORTAGE_BIN_PATH}/ebuild.sh" "${EBUILD_SH_ARGS}"
}

# Phases run in a subshell, and there a failing exec ends bash whatever execfail says. A helper that
# this user may not read, or whose libraries were just replaced, must not cost the build.
crossrc_helper_runs() {
  crossrc_helper --version > /dev/null 2>&1
}
