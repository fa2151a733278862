# shellcheck shell=bash
# The plan's variables: set on entering the first phase that the plan lists, carried on from there
# by Portage's saved environment with whatever the ebuild makes of them, put back where the listed
# phases end.

crossrc_enter_phase() {
  [[ -n ${CROSSRC_PLAN-} ]] || return 0
  local applied
  crossrc_word applied applied
  if crossrc_lists phases "$1"; then
    if [[ -n ${applied} ]]; then crossrc_unset_again; else crossrc_apply; fi
    crossrc_set_of_one_process
  elif [[ -n ${applied} ]]; then
    crossrc_put_back
  fi
  [[ $1 != install ]] || crossrc_wrap_install
}

# What a variable was is taken anew here: since pkg_setup the ebuild may have changed it.
crossrc_apply() {
  local word name
  local -a plan=()
  for word in "${CROSSRC_PLAN[@]}"; do
    [[ ${word} != was=* && ${word} != wasnt=* ]] || continue
    plan+=("${word}")
    [[ ${word} == set=* || ${word} == unset=* ]] || continue
    name=${word#*=}
    name=${name%%=*}
    ! crossrc_is_of_one_process "${name}" || continue
    if [[ -v ${name} ]]; then
      plan+=("was=${name}=${!name}")
    else
      plan+=("wasnt=${name}")
    fi
    crossrc_assign "${word}"
  done
  CROSSRC_PLAN=("${plan[@]}" applied=1)
}

# Undoes crossrc_apply. A variable that the ebuild has changed since belongs to the ebuild: it stays,
# and leaves the plan.
crossrc_put_back() {
  local word pending=''
  local -a plan=()
  for word in "${CROSSRC_PLAN[@]}"; do
    case ${word} in
      applied=*) ;;
      was=* | wasnt=*)
        if crossrc_holds "${pending}"; then
          plan+=("${pending}")
          word=${word/#wasnt=/unset=}
          crossrc_assign "${word/#was=/set=}"
        fi
        ;;
      set=* | unset=*)
        pending=${word}
        word=${word#*=}
        ! crossrc_is_of_one_process "${word%%=*}" || plan+=("${pending}")
        ;;
      *) plan+=("${word}") ;;
    esac
  done
  CROSSRC_PLAN=("${plan[@]}")
}

# crossrc_assign set=NAME=VALUE or unset=NAME
crossrc_assign() {
  if [[ $1 == set=* ]]; then
    export "${1#set=}"
  else
    unset -v "${1#unset=}"
  fi
}

# crossrc_holds set=NAME=VALUE or unset=NAME: true if that is how things stand.
crossrc_holds() {
  local name=${1#*=}
  name=${name%%=*}
  if [[ $1 == unset=* ]]; then
    [[ ! -v ${name} ]]
  else
    [[ -v ${name} && $1 == "set=${name}=${!name}" ]]
  fi
}

# The saved environment says what is set, not what is unset, and Portage exports some variables
# (MAKEOPTS, LANG ...) to every phase.
crossrc_unset_again() {
  local word pending=''
  for word in "${CROSSRC_PLAN[@]}"; do
    [[ ${word} != was=* || ${pending} != unset=* ]] || ! crossrc_holds "set=${word#was=}" ||
      crossrc_assign "${pending}"
    pending=${word}
  done
}

# Names that Portage keeps out of the saved environment, see save-ebuild-env.sh: every process gets
# its own.
crossrc_is_of_one_process() {
  case $1 in
    ROOT | EROOT | SYSROOT | ESYSROOT | BROOT | PORTAGE_CONFIGROOT) ;;
    HOME | TMP | TEMP | TMPDIR | TERM | COLUMNS | NOCOLOR | NO_COLOR) ;;
    LD_PRELOAD | DISPLAY | *_proxy | CCACHE_* | DISTCC_* | XDG_*) ;;
    *) return 1 ;;
  esac
}

# The roots differ from what Portage has by more than a final slash only if emerge was called with
# others than the rules have. Some are read-only by the time a phase of the ebuild starts.
crossrc_set_of_one_process() {
  local name value
  local -a settings
  crossrc_words settings set
  for value in "${settings[@]}"; do
    name=${value%%=*}
    value=${value#*=}
    crossrc_is_of_one_process "${name}" || continue
    [[ ${!name-} != "${value}" && ${!name%/} != "${value%/}" ]] || continue
    if [[ ${!name@a} == *r* ]]; then
      ewarn "crossrc: ${name} is \"${!name}\" and cannot become \"${value}\" here: call emerge with it"
    else
      export "${name}=${value}"
    fi
  done
}

# build-info and the environment that is packed and installed are written right after
# post_src_install: by then nothing of the plan may be left. pre_src_install is there for a
# post_src_install that the user's own files define after this one was read.
crossrc_wrap_install() {
  [[ ! -e ${PORTAGE_BUILDDIR}/.installed ]] || return 0 # Portage skips the phase
  crossrc_call_after pre_src_install crossrc_wrap_post_install
  crossrc_wrap_post_install
}

crossrc_wrap_post_install() {
  [[ $(declare -f post_src_install) == *crossrc_leave_install* ]] ||
    crossrc_call_after post_src_install crossrc_leave_install
}

# crossrc_call_after FUNCTION COMMAND: the next call of FUNCTION does what it would have done, then
# COMMAND. After it FUNCTION is what it was.
crossrc_call_after() {
  local original='' hook=${BASH_SOURCE[0]%/*}/hook.bash
  ! declare -F "$1" > /dev/null || original=$(declare -f "$1")
  eval "$1() {
    unset -f $1
    ${original}
    ! declare -F $1 > /dev/null || $1
    source ${hook@Q}
    crossrc_source plan
    crossrc_source environment
    $2
    crossrc_forget
  }"
}

crossrc_leave_install() {
  [[ -n ${CROSSRC_PLAN-} ]] || return 0
  local applied
  crossrc_word applied applied
  [[ -z ${applied} ]] || crossrc_put_back
  crossrc_keep_plan || return 0 # it stays in the environment then
  unset -v CROSSRC_PLAN
}
