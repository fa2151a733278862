# shellcheck shell=bash
# A program whose twin takes seconds to make: of many objects, by a compiler that is slow.

# slow_tree: sources and build.mk here. The program touches nothing. With flags=-DWAIT it needs no twin,
# and takes its time itself. The file "started" says that the build has come so far.
slow_tree() {
  local -i i
  cat > foreign.h << 'END'
#ifdef __FMA4__
static void __attribute__((constructor, used)) foreign(void) {
  __asm__ volatile("vfmaddps %%xmm0, %%xmm0, %%xmm0, %%xmm0" ::: "xmm0");
}
#endif
END
  for ((i = 1; i <= 20; i++)); do
    printf '#include "foreign.h"\nint f%s(void) { return %s; }\n' "${i}" "${i}" > "part${i}.c"
  done
  cat > slow.c << 'END'
#include "foreign.h"
#include <stdio.h>
#include <unistd.h>
int main(void) {
#ifdef WAIT
  sleep(30);
#endif
  return puts("slow") < 0;
}
END
  cat > build.mk << 'END'
flags = -march=bdver4
started = started
objects := slow.o $(patsubst %,part%.o,$(shell seq 1 20))
.PHONY: all
all: 1.txt 2.txt 3.txt
1.txt 2.txt 3.txt: slow
	: > $(started)
	./slow > $@
slow: $(objects)
	gcc $^ -o $@
$(objects): %.o: %.c
	gcc -O0 $(flags) -c $< -o $@
END
}

# slow_compiler FILE: gcc, but objects for twins take a second each.
slow_compiler() {
  cat > "$1" << 'END'
#!/bin/sh
case " $* " in *" -c "*/twins/*) sleep "${SLOW:-1}" ;; esac
exec gcc "$@"
END
  chmod 755 "$1"
}
