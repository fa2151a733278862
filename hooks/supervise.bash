# shellcheck shell=bash
# A phase in which programs can trap runs below `crossrc run`.

# crossrc_supervise PHASE: starts the phase anew, in this very process, below the supervisor. Comes
# back in the process that the supervisor started, and where the phase goes on without one.
crossrc_supervise() {
  if [[ -v CROSSRC_SUPERVISED ]]; then
    unset -v CROSSRC_SUPERVISED # or the saved environment hands it to the next phase
    return
  fi
  crossrc_lists supervise "$1" || return
  if [[ $1 == test && " ${FEATURES} " != *" test "* && ${EBUILD_FORCE_TEST-} != 1 ]]; then
    return # Portage is only about to say that there will be no tests
  fi
  if ! crossrc_helper_runs; then
    ewarn "crossrc: user ${EUID} cannot run \"@CROSSRC@\": ${EBUILD_PHASE} goes on without it"
    return
  fi

  local -a options
  crossrc_words options run
  # ebuild.sh got this function from its environment and took it out again; `use` calls it.
  # shellcheck disable=SC3045
  ! declare -F ___in_portage_iuse > /dev/null || export -f ___in_portage_iuse
  CROSSRC_SUPERVISED=1 exec '@CROSSRC@' run --journal "${T}/crossrc" \
    --tree "${PORTAGE_BUILDDIR}" "${options[@]}" -- \
    "${BASH}" "${PORTAGE_BIN_PATH}/ebuild.sh" "${EBUILD_SH_ARGS}"
}

# Phases run in a subshell, and there a failing exec ends bash whatever execfail says. A helper that
# this user may not read, or whose libraries were just replaced, must not cost the build.
crossrc_helper_runs() {
  crossrc_helper --version > /dev/null 2>&1
}
