# shellcheck shell=bash disable=SC2016,SC2034,SC2154,SC2164,SC2317
# Programs that make much work.

# It executes itself anew until its argument is used up: each time it would trap.
case_program_that_executes_itself() {
  cat > again.c << 'END'
#include "foreign.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(int argc, char** argv) {
  int left = argc > 1 ? atoi(argv[1]) : 0;
  char next[16];
  foreign(left);
  if (left == 0) return puts("done") < 0;
  snprintf(next, sizeof next, "%d", left - 1);
  execl("./again", "again", next, (char*)0);
  return 9;
}
END
  supervised -- sh -c 'gcc -O0 -march=bdver4 again.c -o again && ./again 40'
  says '^done$'
  ((status == 0))
  rm again again.c
}

# Its twin has the instruction too, whatever the flags.
case_twin_that_traps_again() {
  cat > stubborn.c << 'END'
#include <stdio.h>
int main(void) {
  __asm__ volatile("vfmaddps %xmm0, %xmm0, %xmm0, %xmm0");
  return puts("done") < 0;
}
END
  supervised --trap rerun -- sh -c 'gcc -O0 stubborn.c -o stubborn && { ./stubborn; ./stubborn; }'
  ((status == 132))
  says 'it is a twin already'
  rm stubborn stubborn.c
}

# 300 at once, of which every third traps.
case_fork_storm() {
  supervised -- sh -c 'make -r -s -f build.mk foreign clean && for i in $(seq 100); do
    ./foreign > out$i & ./clean > /dev/null & ./clean > /dev/null & done; wait'
  ((status == 0))
  (($(grep -l '^foreign' out* | wc -l) == 100)) || fail 'not all have run'
}

# Each starts two others, which start two others: 255 processes under ptrace.
case_fork_storm_of_one_program() {
  cat > storm.c << 'END'
#include "foreign.h"
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
  int depth = 0;
  foreign(1);
  while (depth < 7) {
    fflush(stdout);
    if (fork() != 0 && fork() != 0) break;
    depth++;
  }
  while (wait(NULL) > 0) continue;
  return depth == 0 ? puts("done") < 0 : 0;
}
END
  supervised -- sh -c 'gcc -O0 -march=bdver4 storm.c -o storm && ./storm'
  says '^done$'
  ((status == 0))
  rm storm storm.c
}
