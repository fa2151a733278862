# shellcheck shell=bash disable=SC2016,SC2034,SC2035,SC2086,SC2154,SC2164,SC2317
# SIGILL that is no trap, programs that handle it, and what the policies do.

with_act() {
  sources='foreign.h act.c'
  make_it() { $CC $CFLAGS act.c -o act; }
}

# without_traps: run_it does the same with any flags, supervised or not.
without_traps() {
  with_act
  traps=no
}

case_probe_keeps_its_handler() {
  without_traps
  run_it() { ./act probe; ./act probe exit:3; }
}

case_deliberate_traps() {
  without_traps
  run_it() { for what in builtin-trap kill:4 raise:4 kill:11 raise:6; do (./act say:x flush "$what" 2>&1); echo $?; done; }
  chatty=yes
}

case_blocked_trap() {
  with_act
  run_it() { ./act block:4 trap say:x; (trap '' ILL; ./act trap say:y); ./act ignore:4 trap say:z; }
}

case_probe_then_trap() {
  with_act
  run_it() { ./act probe trap say:x; }
}

# What was clean at the probe is not any more.
case_probe_then_output_then_trap() {
  with_act
  refused_rerun='it .*already .*written to'
  run_it() { ./act probe flush write:abc trap write:def | cat; return "${PIPESTATUS[0]}"; }
}

case_probe_then_deliberate_signal() {
  without_traps
  run_it() { ./act probe flush kill:4; }
  chatty=yes
}

# LLVM's tools and the JVM: they say something, and die of the second one.
case_handler_that_gives_up() {
  with_act
  chatty=yes
  run_it() { ./act catch-once trap say:x; ./act say:y catch-to-raise trap; }
}

case_handler_that_exits() {
  with_act
  run_it() { ./act say:x catch-to-exit trap || { printf 'Illegal instruction\n'; return 3; }; }
  policies=rerun refused_rerun='it has ended in its own handler; it gets SIGILL'
}

case_eager() {
  with_act
  policies=eager told='started as its twin'
  run_it() { ./act say:x trap; seq 1 9 | ./act read:4 trap read-all | cat; ./act fork:trap; }
}

case_report() {
  with_act
  policies=report told='tree/act": vfmaddps xmm0, xmm0, xmm0, xmm0 needs FMA4 \(at act\+0x[0-9a-f]+\); trapped'
  run_it() { ./act say:x trap; }
}

case_off() {
  with_act
  policies=off
  run_it() { ./act say:x trap; }
}

case_nothing_traps() {
  sources='main.c two.c'
  traps=no policies='auto rerun eager report off'
  make_it() { $CC $CFLAGS main.c two.c -Done=two -Dtwo=one -x c two.c -o prog 2> /dev/null || $CC $CFLAGS main.c two.c -Done=two -o prog; }
  run_it() { ./prog; }
}

case_leak_checker() {
  without_traps
  make_it() { $CC -O1 -fsanitize=address act.c -o act; }
  run_it() { ./act say:x; }
}

case_traces_its_own_child() {
  traps=no
  prepare() {
    printf '%s\n' '#include <stdio.h>' '#include <sys/ptrace.h>' '#include <sys/wait.h>' '#include <unistd.h>' \
      'int main(void) {' 'int s = 0; pid_t p = fork();' \
      'if (p == 0) { if (ptrace(PTRACE_TRACEME, 0, 0, 0) != 0) _exit(9); raise(19); _exit(3); }' \
      'waitpid(p, &s, 0); printf("stopped %d\n", WIFSTOPPED(s));' \
      'ptrace(PTRACE_CONT, p, 0, 0); waitpid(p, &s, 0); return WEXITSTATUS(s); }' | sed '1i #include <signal.h>' > trace.c
  }
  make_it() { $CC -O1 trace.c -o trace; }
  run_it() { ./trace; }
}

# Its own child, which runs the program on; then, by a debugger, a program that has run before.
case_attaches_to_others() {
  sources='foreign.h act.c' traps=no chatty=yes
  prepare() {
    cat > attach.c << 'END'
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>
static void report(const char* how, long result, pid_t other) {
  int status = 0;
  if (result != 0) { perror(how); return; }
  ptrace(PTRACE_INTERRUPT, other, 0, 0);
  if (waitpid(other, &status, __WALL) == other) printf("%s: stopped %d\n", how, WIFSTOPPED(status));
  ptrace(PTRACE_DETACH, other, 0, 0);
}
int main(int argc, char** argv) {
  pid_t other = argc > 1 ? atoi(argv[1]) : fork();
  if (other == 0) for (;;) pause();
  report("seize", ptrace(PTRACE_SEIZE, other, 0, 0), other);
  report("attach", ptrace(PTRACE_ATTACH, other, 0, 0), other);
  kill(other, SIGKILL);
  return argc > 1 || waitpid(other, 0, 0) == other ? 0 : 1;
}
END
  }
  make_it() { $CC -O1 attach.c -o attach && $CC $CFLAGS act.c -o act; }
  run_it() {
    ./attach && ./attach
    mkfifo "$results/fifo" && exec 3<> "$results/fifo"
    for run in 1 2 3; do
      ./act "write-file:$results/ready" read:1 <&3 3<&- &
      until [[ -s $results/ready ]]; do sleep 0.01; done
      ./attach $!
      wait $! 2> /dev/null
      echo $?
      rm "$results/ready"
    done
    rm "$results/fifo"
  }
}

# Another crossrc inside: the outer one goes on.
case_inside_another() {
  with_act
  told='no supervision: another supervisor is in place already'
  run_it() {
    if [[ $results == */reference || $results == */plain ]]; then
      ./act say:x trap
    else
      "$CROSSRC" run -- ./act say:x trap 2> err
      cat err >> "$results/log" && rm err
    fi
  }
}
