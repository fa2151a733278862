# shellcheck shell=bash
# The plan's variables, as `crossrc phase` says: given in the phases that the plan lists, carried on
# from there by Portage's saved environment with whatever the ebuild makes of them, taken back where
# the listed phases end.

crossrc_enter_phase() {
  [[ -n ${CROSSRC_PLAN-} ]] || return 0
  local -a crossrc_answer saved=()
  [[ $1 != setup ]] || unset -v CROSSRC_SEEN
  # Of a phase that was skipped it is left: what is different now is no doing of the ebuild's.
  [[ $1 == setup || -v CROSSRC_SEEN ]] || saved=(--saved "${T}/environment")
  [[ ! -v CROSSRC_RESTARTED && $1 != setup ]] || saved+=(--decided)
  if crossrc_ask "$1" "${saved[@]}"; then
    [[ $1 == setup ]] || crossrc_restart "$1"
    crossrc_obey
  else
    crossrc_goes_on_without "$1"
  fi
  crossrc_put_tools "$1"
  crossrc_call_at_the_last_moment "$1"
}

# crossrc_put_tools PHASE: pkg-config by all its names stands in a directory of crossrc's, first in PATH
# in the plan's phases. What the ebuild puts before it stays there.
crossrc_put_tools() {
  local tools
  crossrc_word tools tools
  if [[ -n ${tools} ]] && [[ $1 != setup ]] && crossrc_lists phases "$1"; then
    [[ :${PATH}: == *":${tools}:"* ]] || PATH=${tools}:${PATH}
  else
    crossrc_take_tools
  fi
}

crossrc_take_tools() {
  local tools
  crossrc_word tools tools
  [[ -z ${tools} ]] || PATH=${PATH//"${tools}:"/}
}

# crossrc_ask PHASE [OPTION...]: what `crossrc phase` answers goes into crossrc_answer; true if that
# is all of it.
crossrc_ask() {
  local phase=$1
  shift
  local -a now
  crossrc_look now now
  mapfile -d '' -t crossrc_answer < <(crossrc_helper phase "$@" "${phase}" -- \
    "${CROSSRC_PLAN[@]}" "${CROSSRC_SEEN[@]}" "${now[@]}" 2>&1)
  [[ ${crossrc_answer[*]: -1} == end= ]]
}

# crossrc_look ARRAY KEY: the variables that the plan names as words KEY=NAME=VALUE.
crossrc_look() {
  local -n crossrc_found=$1
  local names name
  crossrc_word names names
  crossrc_found=()
  for name in ${names}; do
    [[ ! -v ${name} ]] || crossrc_found+=("$2=${name}=${!name}")
  done
}

# Does what crossrc_answer says.
crossrc_obey() {
  local word
  CROSSRC_PLAN=()
  for word in "${crossrc_answer[@]}"; do
    case ${word} in
      plan=*) CROSSRC_PLAN+=("${word#plan=}") ;;
      export=* | unset=*) crossrc_assign "${word}" ;;
      ewarn=*) crossrc_say ewarn "${word#ewarn=}" ;;
    esac
  done
}

# crossrc_assign export=NAME=VALUE or unset=NAME: some are read-only by the time a phase of the ebuild
# starts.
crossrc_assign() {
  local name=${1#*=}
  name=${name%%=*}
  if [[ -v ${name} && ${!name@a} == *r* ]]; then
    ewarn "crossrc: ${name} is \"${!name}\" and cannot become \"${1#*=*=}\" here: call emerge with it"
  elif [[ $1 == export=* ]]; then
    export "${1#export=}"
  else
    unset -v "${name}"
  fi
}

# crossrc_goes_on_without PHASE: the helper does not answer. A phase that belongs into the target's root
# cannot run anywhere else.
crossrc_goes_on_without() {
  local inside said=${crossrc_answer[0]%$'\n'}
  crossrc_word inside inside
  if [[ -n ${inside} ]] && [[ $1 != setup ]] && crossrc_lists phases "$1"; then
    crossrc_say eerror "${said}"
    die "crossrc: $1 cannot run inside of ${inside}, see above"
  fi
  ewarn "crossrc: user ${EUID} cannot run \"@CROSSRC@\": $1 goes on without it"
  [[ -z ${said} ]] || crossrc_say ewarn "${said}"
}

# crossrc_call_at_the_last_moment PHASE: what comes after bashrc, which are the user's own files for a
# package and functions such as pre_pkg_setup, may set the plan's variables, too.
crossrc_call_at_the_last_moment() {
  local function=src_$1
  [[ $1 != setup ]] || function=pkg_setup
  crossrc_look CROSSRC_SEEN saved
  ! crossrc_is_skipped "$1" || return 0
  crossrc_call_after "pre_${function}" crossrc_settle
  [[ $1 != install ]] || crossrc_wrap_post_install
  [[ $1 != setup ]] || crossrc_call_after pre_src_unpack crossrc_is_passed_over
}

# What pkg_setup has left for src_unpack is still there: bashrc has returned before crossrc's line, and will
# again. Nothing of the plan may stay.
crossrc_is_passed_over() {
  local -a crossrc_answer
  [[ -n ${CROSSRC_PLAN-} ]] || return 0
  ewarn "crossrc: bashrc returns before crossrc's line in src_unpack, so this package is built without it: put that line above what returns"
  unset -v CROSSRC_SEEN
  ! crossrc_ask install --leave || crossrc_obey
  unset -v CROSSRC_PLAN
}

# crossrc_is_skipped PHASE: Portage does not call the phase's functions (phase-functions.sh).
crossrc_is_skipped() {
  local -A stamps=([setup]=setuped [unpack]=unpacked [prepare]=prepared [configure]=configured
    [compile]=compiled [test]=tested [install]=installed)
  [[ ! -e ${PORTAGE_BUILDDIR}/.${stamps[$1]} ]] || return 0
  [[ $1 == test ]] || return 1
  [[ " ${FEATURES} " != *" test "* && ${EBUILD_FORCE_TEST-} != 1 ]]
}

crossrc_settle() {
  local -a now crossrc_answer
  [[ ${EBUILD_PHASE} != install ]] || crossrc_wrap_post_install
  crossrc_look now now
  if [[ ${now[*]/#now=/saved=} != "${CROSSRC_SEEN[*]}" ]] &&
    crossrc_ask "${EBUILD_PHASE}" --decided; then
    crossrc_obey
  fi
  crossrc_put_tools "${EBUILD_PHASE}"
  unset -v CROSSRC_SEEN
}

# build-info and the environment that is packed and installed are written right after
# post_src_install: by then nothing of the plan may be left. crossrc_settle is there for a
# post_src_install that the user's own files define after this one was read.
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
    [[ \${1-} != crossrc_restore ]] || return 0
    ! declare -F $1 > /dev/null || $1
    if source ${hook@Q}; then
      crossrc_calmly crossrc_do $2
      crossrc_forget
    fi
  }"
}

# Takes back what crossrc_call_after made for a function that Portage has not called.
crossrc_restore_functions() {
  local name
  for name in pre_pkg_setup pre_src_{unpack,prepare,configure,compile,test,install}; do
    ! declare -F "${name}" > /dev/null || [[ $(declare -f "${name}") != *crossrc_restore* ]] ||
      "${name}" crossrc_restore
  done
}

crossrc_leave_install() {
  [[ -n ${CROSSRC_PLAN-} ]] || return 0
  local -a crossrc_answer
  unset -v CROSSRC_SEEN
  crossrc_take_tools
  ! crossrc_ask install --leave || crossrc_obey
  crossrc_restore_functions
  crossrc_keep_plan || return 0 # it stays in the environment then
  unset -v CROSSRC_PLAN
}
