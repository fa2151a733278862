# shellcheck shell=bash
# CROSSRC_PLAN, the words that `crossrc plan` printed for this package:
#   crossrc=1 package=CPV method=NAME target=TUPLE root=DIR [inside=DIR] [tools=DIR] trap=POLICY phases=LIST
#   supervise=LIST reason=TEXT... run=OPTION... isa=NAME names=LIST began=SECONDS, then set=NAME=VALUE or
#   unset=NAME, each followed by its remove=NAME=GLOB, append=NAME=WORDS and was=NAME=VALUE or
#   wasnt=NAME; applied=1 while the variables have the plan's values. `crossrc phase` reads and writes them.
# Portage's saved environment carries it from phase to phase. It shall not go on into the installed
# or packed package, so when src_install ends it moves to ${T}/crossrc/plan for what comes after.
# That directory is user portage's, and some of what comes after runs as root.

crossrc_load_plan() {
  [[ -n ${CROSSRC_PLAN-} ]] || mapfile -d '' -t CROSSRC_PLAN < <(crossrc_helper file get "${T}/crossrc/plan")
}

crossrc_keep_plan() {
  printf '%s\0' "${CROSSRC_PLAN[@]}" | crossrc_helper file put "${T}/crossrc/plan"
}

# crossrc_words ARRAY KEY: the values of all KEY= words.
crossrc_words() {
  local -n crossrc_values=$1
  local word
  crossrc_values=()
  for word in "${CROSSRC_PLAN[@]}"; do
    [[ ${word} != "$2="* ]] || crossrc_values+=("${word#*=}")
  done
}

# crossrc_word VARIABLE KEY: the value of the first KEY= word, empty without one.
crossrc_word() {
  local -a found
  crossrc_words found "$2"
  printf -v "$1" %s "${found[0]-}"
}

# crossrc_lists KEY WORD: true if KEY's value, a list, holds WORD.
crossrc_lists() {
  local list
  crossrc_word list "$1"
  [[ " ${list} " == *" $2 "* ]]
}
