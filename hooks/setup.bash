# shellcheck shell=bash
# pkg_setup: the rules are read once, here.

crossrc_make_plan() {
  unset -v CROSSRC_PLAN
  [[ ! -e ${PORTAGE_BUILDDIR}/.installed ]] || return 0 # what is left is not built, and puts nothing back
  [[ ! -e ${T}/crossrc/plan ]] || crossrc_helper file put "${T}/crossrc/plan" < /dev/null

  # Errors, words and status over one pipe: a file in ${T}, which user portage owns, could be a link.
  local -a answer
  mapfile -d '' -t answer < <({
    words=$(crossrc_helper plan "${BASH_SOURCE[0]%/*}")
    printf '\0%s\0%s\0' "${words}" "$?"
  } 2>&1)
  local message=${answer[0]%$'\n'} words=${answer[1]} status=${answer[2]}

  case ${status} in
    0) ;;
    1 | 2) crossrc_refuse "${message}" ;;
    *)
      ewarn "crossrc: \"@CROSSRC@ plan\" does not run (status ${status}), so nothing is done for this package"
      [[ -z ${message} ]] || crossrc_say ewarn "${message}"
      return
      ;;
  esac
  [[ -z ${message} ]] || crossrc_say ewarn "${message}"

  eval "${words}"
  if [[ -z ${CROSSRC_PLAN-} ]]; then
    unset -v CROSSRC_PLAN
    return
  fi
  CROSSRC_PLAN+=("began=${EPOCHSECONDS}")
  local method reason
  local -a reasons
  crossrc_word method method
  crossrc_words reasons reason
  einfo "crossrc: method ${method}"
  for reason in "${reasons[@]}"; do
    crossrc_say einfo "crossrc: ${reason}"
  done
}

# crossrc_refuse MESSAGE: bad rules, or a package that the rules want and that is not there.
crossrc_refuse() {
  crossrc_say eerror "$1"
  die "crossrc has no plan for this package, see above"
}
