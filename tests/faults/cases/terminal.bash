# shellcheck shell=bash disable=SC2016,SC2034,SC2154,SC2164,SC2317
# Keys on the terminal reach crossrc and the build alike.

# pressed KEY [COMMAND...]: the build, below the command, with a pause in which the key comes. Nothing
# else runs then: make itself is at a loss when a compiler ends by the key just before it does.
pressed() {
  fresh
  printf 'clean.txt foreign.txt: wait\nwait: clean foreign\n\t: > started\n\tsleep 1\n\trm started\n.PHONY: wait\n' >> build.mk
  LOG=${home}/log timeout -k 5 120 python3 "${here}/terminal.py" "$1" "${@:2}" "${build[@]}" | tr '\n' ' '
  rm -f started
  fresh_make_file
}

below_crossrc=("${CROSSRC}" run --cbuild x86_64-pc-linux-gnu --)

case_ctrl_c() {
  local without with
  without=$(pressed c)
  with=$(pressed c "${below_crossrc[@]}")
  [[ ${with} == "${without}" ]] || fail "with crossrc: ${with}; without: ${without}"
}

case_ctrl_z() {
  [[ $(pressed z) == 'stopped status 2 ' ]]
  [[ $(pressed z "${below_crossrc[@]}") == 'stopped status 0 ' ]] || fail 'it does not stop and go on'
}
