# shellcheck shell=bash disable=SC2016,SC2034,SC2035,SC2086,SC2154,SC2164,SC2317
# What a program has done to itself when it traps, and what it was given at its start.

with_act() {
  sources='foreign.h act.c'
  make_it() { $CC $CFLAGS act.c -o act; }
}

case_directory() {
  with_act
  run_it() { mkdir -p a/b; ./act directory chdir:a/b trap directory chdir:a; (cd a && ../act chdir:b trap directory); }
}

case_directory_removed() {
  with_act
  run_it() { mkdir gone; (cd gone && rmdir ../gone && ../act trap say:hello); "$PWD/act" trap say:hello; }
}

case_umask() {
  with_act
  run_it() { umask 027; ./act umask set-umask:077 trap umask write-file:made; stat -c %a made; }
}

case_environment() {
  with_act
  run_it() { A=1 B='two words' ./act variable:A set:A trap variable:A variable:B; A='' ./act trap variable:A variable:C; }
}

case_limits() {
  with_act
  run_it() { ulimit -S -n 500; ./act limit set-limit:100 trap limit; }
}

case_priority() {
  with_act
  run_it() { nice -n 2 ./act nice set-nice:3 trap nice; }
}

case_alarm() {
  with_act
  run_it() { ./act alarm set-alarm:100 trap alarm; }
}

# It survives an execve; and the time that its twin takes to make is no time of the program's.
case_alarm_from_before() {
  with_act
  run_it() { python3 -c 'import os, signal; signal.setitimer(signal.ITIMER_REAL, 0.7); os.execv("./act", ["act", "trap", "alarm"])'; }
}

case_session_of_its_own() {
  with_act
  refused_rerun='it had left its process group or session'
  run_it() { ./act session trap say:x & wait $!; }
}

case_signals_blocked_and_ignored() {
  with_act
  run_it() {
    (trap '' HUP PIPE && ./act signals trap)
    python3 -c '
import signal, subprocess
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
subprocess.run(["./act", "signals", "block:15", "trap", "ignore:2", "trap", "signals"], restore_signals=False)'
  }
}

case_generated_code() {
  with_act
  refused_rerun='it was in code that it had generated'
  run_it() { ./act generated say:x; }
}

case_call_of_another_abi() {
  with_act
  traps=no
  run_it() { ./act x32; }
}

case_deep_stack() {
  with_act
  run_it() { ./act deep-stack:200; ulimit -s 65536; ./act deep-stack:32000; }
}

case_no_stack() {
  with_act
  run_it() { ./act no-stack; echo $?; ./act no-stack say:x; }
  make_it() { sed -i 's/movq $8, %rsp/pushq %rsp; movq $8, %rsp/; s/%xmm0, %xmm0");/%xmm0, %xmm0\\n\\tud2");/' act.c && $CC $CFLAGS act.c -o act; }
}

case_trap_in_a_thread() {
  with_act
  run_it() { ./act thread; ./act idle-threads:5 thread; ./act idle-threads:5 trap say:x; }
}

case_trap_in_a_forked_child() {
  with_act
  refused_rerun='it had started other processes'
  run_it() { ./act fork:trap; ./act fork:trap | grep -q 'status 5' || return 132; }
}

case_trap_after_a_child() {
  with_act
  refused_rerun='it had started other processes'
  run_it() { ./act fork:quiet trap say:x; }
}

case_sandboxed() {
  with_act
  refused_rerun='it has a seccomp filter of its own'
  run_it() { ./act sandbox trap say:x; }
}

case_sandboxed_to_death() {
  with_act
  chatty=yes
  refused_rerun='.'
  run_it() { ./act sandbox-kills trap say:x; }
}

case_removed_while_it_runs() {
  with_act
  run_it() { cp act act2; ./act2 remove:act2 trap say:hello; }
}

case_exit_status() {
  with_act
  run_it() { for i in 0 1 77 255; do ./act trap exit:$i; echo $?; done; (./act trap kill:15); echo $?; ./act trap exit:9; }
}

case_stopped_and_continued() {
  with_act
  run_it() {
    python3 -c '
import os, signal
pid = os.posix_spawn("./act", ["./act", "stop", "trap", "exit:3"], os.environ)
stops, status = 0, os.waitpid(pid, os.WUNTRACED)[1]
while os.WIFSTOPPED(status): # a rerun stops once more
    if not stops: print("stopped", os.WSTOPSIG(status), flush='"${flush-False}"')
    stops += 1
    os.kill(pid, signal.SIGCONT)
    status = os.waitpid(pid, os.WUNTRACED)[1]
if os.WIFSIGNALED(status): print("SIGILL")
print("status", os.waitstatus_to_exitcode(status))'
  }
}

# Its standard output is a file that another writes to meanwhile.
case_stopped_while_another_writes() {
  case_stopped_and_continued
  flush=True
}
