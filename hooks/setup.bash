# shellcheck shell=bash
# pkg_setup: the rules are read once, here.

# What `crossrc plan` needs it finds in the environment: Portage exports all of it to pkg_setup.
crossrc_make_plan() {
  local words status errors=${T}/crossrc-plan.err
  unset -v CROSSRC_PLAN
  [[ ! -e ${T}/crossrc/plan ]] || rm -f "${T}/crossrc/plan"

  words=$(crossrc_helper plan 2> "${errors}")
  status=$?
  local message=''
  [[ ! -s ${errors} ]] || message=$(< "${errors}")
  rm -f "${errors}"

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
