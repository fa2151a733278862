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

# again_and_again C [COMMAND...]: what becomes of a program that traps and, as its twin, executes itself.
again_and_again() {
  {
    printf '#include "foreign.h"\n#include <stdio.h>\n#include <string.h>\n#include <unistd.h>\n'
    printf 'int main(int argc, char** argv) {\n  foreign(argc);\n%s\n  return puts("done") < 0;\n}\n' "$1"
  } > loop.c
  patience=60 supervised -- sh -c 'gcc -O0 -march=bdver4 loop.c -o loop && ./loop'
  says 'it has executed itself again and again'
  ((status == 132))
  rm -f loop loop.c
}

case_program_that_executes_itself_for_ever() {
  again_and_again '  execl("./loop", "loop", (char*)0);'
}

case_program_that_executes_itself_by_a_script() {
  printf '#!/bin/sh\nexec ./loop\n' > script
  chmod 755 script
  again_and_again '  execl("./script", "script", (char*)0);'
  rm script
}

# in_a_namespace FLAGS: a program opens a library of the tree by its path in a namespace of its own.
in_a_namespace() {
  printf '#include "foreign.h"\nint p(void) { return foreign(5); }\n' > p.c
  cat > host.c << 'END'
#define _GNU_SOURCE
#include "foreign.h"
#include <dlfcn.h>
#include <stdio.h>
int main(void) {
  void* library = dlmopen(LM_ID_NEWLM, "./p.so", RTLD_NOW);
  int (*p)(void) = (int (*)(void))(library ? dlsym(library, "p") : 0);
  foreign(1);
  return p == 0 ? puts(dlerror()) : printf("done %d\n", p() >= 0) < 0;
}
END
  patience=60 supervised -- sh -c 'gcc -O0 -march=bdver4 -fPIC -shared p.c -o p.so && gcc -O0 '"$1"' host.c -o host -ldl && ./host'
  rm -f p.so p.c host host.c
}

case_library_in_a_namespace() {
  in_a_namespace -march=bdver4
  ((status == 0))
  says '^done 1$'
}

# A program that is clean, and that the supervisor does not know.
case_library_in_a_namespace_of_a_clean_program() {
  in_a_namespace ''
  ((status == 0)) || says 'not rerun: it came back to the trap in ".*/p.so"'
}
