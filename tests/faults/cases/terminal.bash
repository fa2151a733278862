# shellcheck shell=bash disable=SC2016,SC2034,SC2154,SC2164,SC2317
# Keys on the terminal reach crossrc and the build alike.

# pressed KEY [COMMAND...]: the build, below the command, with a pause in which the key comes.
pressed() {
  fresh
  printf 'clean.txt foreign.txt: wait\nwait: clean foreign\n\t: > started\n\tsleep 1\n\trm started\n.PHONY: wait\n' >> build.mk
  at_the_terminal "$@" "${build[@]}"
  fresh_make_file
}

# at_the_terminal KEY COMMAND...: how the command ends that the key reaches once it made "started".
at_the_terminal() {
  LOG=${home}/log timeout -k 5 120 python3 "${here}/terminal.py" "$@" | tr '\n' ' '
  rm -f started
}

below_crossrc=("${CROSSRC}" run --cbuild x86_64-pc-linux-gnu --)

case_ctrl_c() {
  local -a waits=(bash -c 'touch started; sleep 60; echo "went on"')
  [[ $(at_the_terminal c "${waits[@]}") == 'status 130 ' ]]
  [[ $(at_the_terminal c "${below_crossrc[@]}" "${waits[@]}") == 'status 130 ' ]] || fail 'it does not end by the key'
  silent_about 'went on'
}

# make's own status is 130 or 2: "wait: No child processes" when a command ends by the key before make
# itself hears of it, with and without crossrc.
case_ctrl_c_in_make() {
  [[ $(pressed c "${below_crossrc[@]}") == 'status '@(130|2)' ' ]] || fail 'it does not end by the key'
  [[ ! -e clean.txt && ! -e foreign.txt ]]
}

case_ctrl_z() {
  [[ $(pressed z) == 'stopped status 2 ' ]]
  [[ $(pressed z "${below_crossrc[@]}") == 'stopped status 0 ' ]] || fail 'it does not stop and go on'
}
