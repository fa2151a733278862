# shellcheck shell=bash disable=SC2016,SC2034,SC2154,SC2164,SC2317
# What happens while a twin is made.

# slow_build COMMAND: below crossrc, in a tree with a program "slow" whose twin takes seconds.
slow_build() {
  slow_programs
  status=0
  PATH=${home}/bin:${PATH} timeout -k 5 120 "${CROSSRC}" run --journal "${home}/journal" "${options[@]}" \
    --tree "${home}/slow" --cbuild x86_64-slow-linux-gnu -- sh -c "make -r -s -j4 -f build.mk slow && $1" \
    > "${home}/log" 2>&1 || status=$?
}

options=()
slow_programs() {
  # shellcheck source=tests/supervise/slow.bash
  source "${here}/../supervise/slow.bash"
  mkdir -p "${home}/bin" "${home}/slow"
  slow_compiler "${home}/bin/x86_64-slow-linux-gnu-gcc"
  cd "${home}/slow"
  slow_tree
}

case_twin_that_takes_long() {
  slow_build './slow'
  ((status == 0))
  says '/slow" waits for its twin, which takes longer than 5 s; [0-9]+ of 2[0-9] files are made; it may take 1800 s'
  (($(grep -c 'waits for its twin' "${home}/log") == 1))
}

case_time_limit_of_a_parent() {
  slow_build 'timeout 2 ./slow'
  ((status == 124))
  says '/slow"[:;].* its parent "timeout" ended it by SIGTERM after 2 s of waiting for its twin; [0-9]+ of 2[0-9] files'
  says 'try: a longer time limit, or a rule with "isa: builder"'
  grep -q 'its parent "timeout" ended it' "${home}/journal/failures"
}

case_time_limit_that_kills() {
  slow_build 'timeout -s KILL 2 ./slow'
  ((status == 137))
  says '/slow"[:;].* somebody ended it by SIGKILL after 2 s of waiting for its twin'
}

# The next start has the twin that was made meanwhile.
case_time_limit_and_another_try() {
  slow_build 'timeout 2 ./slow; sleep 15; timeout 5 ./slow'
  ((status == 0))
  says '^slow$'
}

# Without crossrc it would get the signal, too.
case_handler_while_it_waits() {
  slow_programs
  sed -i 's/^int main.*/&\n  signal(SIGTERM, end);\n  vfmaddps();/; s/#include <unistd.h>/&\n#include <signal.h>\nstatic void end(int s) { _exit(s + 1); }/' slow.c
  sed -i 's/ __attribute__((constructor, used))//; s/foreign(void)/vfmaddps(void)/; s/^#endif/#else\nstatic void vfmaddps(void) {}\n&/' foreign.h
  cp slow.c foreign.h "${home}"
  slow_tree() { cp "${home}"/{slow.c,foreign.h} .; }
  slow_again './slow & sleep 2; kill $!; wait $!'
  ((status == 16))
}

# slow_again COMMAND: the same with the sources as they are, and no twin before the trap.
slow_again() {
  options=(--trap rerun)
  status=0
  PATH=${home}/bin:${PATH} timeout -k 5 120 "${CROSSRC}" run --journal "${home}/journal" "${options[@]}" \
    --tree "${home}/slow" --cbuild x86_64-slow-linux-gnu -- sh -c "make -r -s -j4 -f build.mk slow && $1" \
    > "${home}/log" 2>&1 || status=$?
}

# at_a_key KEY: what the shell sees of it; "started" comes when the program waits.
at_a_key() {
  slow_programs
  PATH=${home}/bin:${PATH} LOG=${home}/log timeout -k 5 120 python3 "${here}/terminal.py" "$1" \
    "${CROSSRC}" run --journal "${home}/journal" --cbuild x86_64-slow-linux-gnu -- \
    sh -c 'make -r -s -j4 -f build.mk slow && { (sleep 2; : > started) & ./slow; }' | tr '\n' ' '
}

case_ctrl_c_while_it_waits() {
  [[ $(at_a_key c) == 'status 130 ' ]]
}

case_ctrl_backslash_while_it_waits() {
  [[ $(at_a_key q) == 'status 131 ' ]]
}

case_terminal_is_closed_while_it_waits() {
  [[ $(at_a_key h) == 'status 129 ' ]]
}

case_ctrl_z_while_it_waits() {
  [[ $(at_a_key z) == 'stopped status 0 ' ]]
  says '^slow$'
}

# However the supervisor ends, its compilers do too, and the program goes on without them.
kill_supervisor_while_it_waits() {
  slow_programs
  PATH=${home}/bin:${PATH} timeout -k 5 120 "${CROSSRC}" run --journal "${home}/journal" \
    --cbuild x86_64-slow-linux-gnu -- sh -c 'make -r -s -j4 -f build.mk slow && { : > started; ./slow; }' \
    > "${home}/log" 2>&1 &
  until [[ -e started ]]; do sleep 0.05; done
  sleep 2
  # shellcheck disable=SC2046
  kill -KILL $("$@")
  wait $! || status=$?
  sleep 0.5
  ! pgrep -f "${home}/bin" || fail 'a compiler still runs'
}
case_supervisor_is_killed_while_it_waits() {
  kill_supervisor_while_it_waits eval 'pgrep -P "$(pgrep -P $!)"'
  ((status == 132))
}
