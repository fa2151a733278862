# shellcheck shell=bash disable=SC2016,SC2034,SC2154,SC2164,SC2317
# The supervisor is stopped, or cannot do what it has to do.

stop_worker() { kill -STOP "$2"; }
case_worker_is_stopped() {
  in_the_middle stop_worker
  all_well
}

stop_worker_again_and_again() {
  local -i times
  for ((times = 0; times < 60; times++)); do
    kill -STOP "$2" 2> /dev/null || break
    sleep "0.0$((RANDOM % 10))"
  done
}
case_worker_is_stopped_again_and_again() {
  in_the_middle stop_worker_again_and_again
  all_well
}

stop_guardian() {
  kill -STOP "$1"
  until [[ -e last.txt ]]; do sleep 0.1; done # the build does not need it
  kill -CONT "$1"
}
case_guardian_is_stopped() {
  in_the_middle stop_guardian
  all_well
}

stop_all() {
  # shellcheck disable=SC2046
  kill -STOP "$1" "$2" $(pgrep -P "$2")
  sleep 0.5
  # shellcheck disable=SC2046
  kill -CONT $(pgrep -P "$2") "$2" "$1"
}
case_all_are_stopped_and_continued() {
  in_the_middle stop_all
  all_well
}

# forbidden ERRNO NUMBER...: the build where these system calls fail.
forbidden() {
  status=0
  timeout -k 5 120 "${CASES}/forbid" "$@" -- "${CROSSRC}" run --journal "${home}/journal" --tree "${tree}" \
    --cbuild x86_64-pc-linux-gnu -- "${build[@]}" > "${home}/log" 2>&1 || status=$?
  no_worse
}

case_seccomp_is_forbidden() {
  forbidden 1 317
  says 'no supervision: seccomp is forbidden here; programs that trap will die of SIGILL'
}

case_seccomp_is_unknown() {
  forbidden 38 317
  says 'no supervision: this kernel lacks seccomp notifications'
}

# As with kernel.yama.ptrace_scope = 2 or 3, and in a container without CAP_SYS_PTRACE.
case_ptrace_is_forbidden() {
  forbidden 1 101
  says 'cannot watch ".*": Operation not permitted'
}

case_memory_of_others_is_forbidden() {
  forbidden 1 101 310 311
  says 'cannot see what is executed: Operation not permitted; some programs will not be rerun'
}

case_listener_of_another() {
  status=0
  timeout -k 5 120 "${CASES}/listener" "${CROSSRC}" run --journal "${home}/journal" --tree "${tree}" \
    -- "${build[@]}" > "${home}/log" 2>&1 || status=$?
  no_worse
  says 'no supervision: another supervisor is in place already'
}

# Root in a container: another user's limits cannot be asked for, but read.
case_root_without_capabilities() {
  local capability
  if ((EUID != 0)) || ! command -v setpriv > /dev/null; then skip 'needs root and setpriv'; fi
  chmod -R go+rwX "${home}" "${tree}"
  chmod go+x "${CASES}"
  for capability in sys_resource sys_admin sys_nice; do
    fresh
    chmod go+rwx .
    status=0
    rm -rf "${home}/journal"
    timeout -k 5 120 setpriv --bounding-set "-${capability}" --inh-caps "-${capability}" \
      "${CROSSRC}" run --journal "${home}/journal" --tree "${tree}" --cbuild x86_64-pc-linux-gnu -- \
      setpriv --reuid 65534 --regid 65534 --clear-groups "${build[@]}" > "${home}/log" 2>&1 || status=$?
    all_well
    says 'foreign".*twin'
  done
}

# Then nobody can be watched, and that is said.
case_root_without_the_right_to_trace() {
  if ((EUID != 0)) || ! command -v setpriv > /dev/null; then skip 'needs root and setpriv'; fi
  chmod go+x "${CASES}" "${home}"
  chmod go+rwx .
  status=0
  timeout -k 5 120 setpriv --bounding-set -sys_ptrace --inh-caps -sys_ptrace \
    "${CROSSRC}" run --journal "${home}/journal" --tree "${tree}" --cbuild x86_64-pc-linux-gnu -- \
    setpriv --reuid 65534 --regid 65534 --clear-groups "${build[@]}" > "${home}/log" 2>&1 || status=$?
  no_worse
  says 'cannot (watch|see)'
}

# as_nobody [OPTION...]: the status of a program that another user runs.
as_nobody() {
  if ((EUID != 0)) || ! command -v setpriv > /dev/null; then skip 'needs root and setpriv'; fi
  chmod go+x "${CASES}"
  status=0
  "${CROSSRC}" run "$@" --tree "${tree}" --cbuild x86_64-pc-linux-gnu -- \
    sh -c 'make -r -s -f build.mk foreign && setpriv --reuid 65534 --clear-groups ./foreign' \
    > "${home}/log" 2>&1 || status=$?
}

case_another_user_finds_the_twin() {
  as_nobody
  says '^foreign'
  ((status == 0))
}

# It may not look into the journal: no twin is no success.
case_another_user_does_not_find_the_twin() {
  mkdir -m 700 "${home}/closed"
  as_nobody --journal "${home}/closed/journal"
  says 'cannot rerun: .*Permission denied'
  ((status == 132))
}
