# shellcheck shell=bash disable=SC2015,SC2016,SC2034,SC2035,SC2086,SC2154,SC2164,SC2317
# Build systems, with a tool of the tree that makes a source of the tree.

deaths() { grep -o 'Illegal instruction\|SIGILL\|ANSWER -4' log | sed 's/.*/SIGILL/' >&2; }

# A generator and a program made of what it prints: `generate > table.h`.
with_generator() {
  sources='foreign.h hello.c'
  prepare() {
    sed 's/GREETING, foreign(42), argv\[0\]/"#define GREETING", foreign(42), "generate"/; s/%s %d from %s/%s \\"%d %s\\"/' hello.c > generate.c
    printf '#include "table.h"\n' | cat - hello.c > prog.c
    rm hello.c
  }
}

case_make_parallel() {
  with_generator
  make_it() {
    mkdir -p tools lib
    mv generate.c tools
    printf '%s\n' 'CPPFLAGS = -I..' 'all: generate' 'generate: generate.o' '	$(CC) -o $@ $^' > tools/Makefile
    for i in 1 2 3 4; do printf '#include "../foreign.h"\nint part%d(void) { return foreign(%d); }\n' $i $i > lib/part$i.c; done
    printf '%s\n' 'libparts.a: part1.o part2.o part3.o part4.o' '	$(AR) rc $@ $^' > lib/Makefile
    printf '%s\n' 'all: prog' 'SUBDIRS = tools lib' '.PHONY: all $(SUBDIRS)' \
      '$(SUBDIRS):' '	$(MAKE) -C $@' 'table.h: tools' '	./tools/generate > $@' \
      'prog.o: table.h' 'prog: prog.o lib' '	$(CC) -o $@ prog.o -Llib -lparts' \
      'check: prog' '	./prog; ./prog' > Makefile
  }
  # make's own objects and archives are made in run_it here
  loose='[.][oa]$|/(prog|generate)$'
  run_it() { make -s -j4 CC=gcc CFLAGS="$CFLAGS" 2>&1 && make -s check; }
}

case_make_check_in_parallel() {
  sources='foreign.h hello.c'
  make_it() {
    printf '%s\n' 'all: 1 2 3 4 5 6 7 8' '%: prog%' '	+./$< $@' 'prog%: hello.c' '	$(CC) $(CFLAGS) -o $@ $<' > Makefile
    make -s -j4 prog1 prog2 prog3 prog4 prog5 prog6 prog7 prog8
  }
  run_it() { make -s -k -j4 2>&1 | sort; }
}

case_ninja() {
  needs=ninja
  with_generator
  make_it() {
    printf '%s\n' "cflags = $CFLAGS" 'rule cc' '  command = gcc $cflags -MD -MF $out.d -c $in -o $out' '  depfile = $out.d' \
      'rule link' '  command = gcc $in -o $out' 'rule run' '  command = ./$in > $out' \
      'build generate.o: cc generate.c' 'build generate: link generate.o' 'build table.h: run generate' \
      'build prog.o: cc prog.c || table.h' 'build prog: link prog.o' 'rule check' '  command = ./prog' \
      'build check: check prog' > build.ninja
  }
  loose='ninja_|[.]o$|/(prog|generate)$'
  run_it() { ninja prog > log 2>&1 || deaths; cat table.h; rm log; ./prog; }
}

case_cmake() {
  needs='cmake ninja'
  with_generator
  make_it() {
    cat > CMakeLists.txt << 'END'
cmake_minimum_required(VERSION 3.16)
project(probe C)
try_run(RUN_STATUS BUILT ${CMAKE_BINARY_DIR} ${CMAKE_SOURCE_DIR}/generate.c RUN_OUTPUT_VARIABLE SAID)
file(WRITE ${CMAKE_BINARY_DIR}/answer "${BUILT} ${RUN_STATUS} ${SAID}")
add_executable(generate generate.c)
add_custom_command(OUTPUT table.h COMMAND generate > table.h DEPENDS generate)
add_library(base STATIC ${CMAKE_BINARY_DIR}/table.h prog.c)
target_include_directories(base PRIVATE ${CMAKE_BINARY_DIR})
file(WRITE ${CMAKE_BINARY_DIR}/empty.c "")
add_executable(prog empty.c)
target_link_libraries(prog base)
END
  }
  loose='/build/'
  # What a failed build leaves is not the question.
  run_it() {
    cmake -G Ninja -B build . > log 2>&1 && ninja -C build >> log 2>&1 || deaths
    cat build/answer && build/prog
    rm -r build log
  }
}

case_meson() {
  needs='meson ninja'
  with_generator
  make_it() {
    cat > meson.build << 'END'
project('probe', 'c')
answer = meson.get_compiler('c').run('#include "' + meson.current_source_dir() / 'foreign.h' + '"\n#include <stdio.h>\nint main(void) { return printf("%d", foreign(5)) < 0; }')
message('ANSWER', answer.returncode(), answer.stdout())
generate = executable('generate', 'generate.c')
table = custom_target('table', output: 'table.h', command: [generate], capture: true)
lib = shared_library('base', 'prog.c', table)
exe = executable('prog', files('empty.c'), link_with: lib)
test('prog', exe)
END
    : > empty.c
  }
  loose='/build/'
  run_it() {
    CC=gcc meson setup build > log 2>&1 && ninja -C build >> log 2>&1 || deaths
    grep -o 'ANSWER.*' log
    build/prog
    rm -r build log
  }
}

case_autoconf() {
  needs=autoconf
  sources='foreign.h hello.c'
  prepare() {
    cat > configure.ac << 'END'
AC_INIT([probe], [1])
AC_PROG_CC
AC_CHECK_SIZEOF([long])
AC_MSG_CHECKING([whether programs work])
AC_RUN_IFELSE([AC_LANG_PROGRAM([[#include "foreign.h"]], [[return foreign(0);]])], [answer=yes], [answer=no])
AC_MSG_RESULT([$answer])
AC_COMPUTE_INT([number], [foreign(42)], [#include "foreign.h"])
AC_SUBST([answer])
AC_SUBST([number])
AC_CONFIG_FILES([answers])
AC_OUTPUT
END
    printf 'works: @answer@, number: @number@, long: @ac_cv_sizeof_long@\n' > answers.in
    autoconf -f && rm -rf autom4te.cache
  }
  make_it() { :; }
  loose='config[.](log|status)'
  run_it() {
    ./configure CC=gcc CFLAGS="$CFLAGS" CPPFLAGS="-I$PWD" > log 2>&1
    mv config.log log2 && cat log2 >> log && rm log2 && deaths
    grep -h 'whether programs work\|size of' log
    cat answers
    rm -f log config.log config.status
  }
}
