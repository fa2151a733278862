# shellcheck shell=bash disable=SC2016,SC2034,SC2035,SC2086,SC2154,SC2164,SC2317
# How programs get made: sources, steps, languages, places.

case_one_step() {
  sources='foreign.h hello.c'
  policies='rerun auto eager'
  make_it() { $CC $CFLAGS -o prog hello.c; }
  run_it() { ./prog one 'two words' ''; }
}

case_two_steps() {
  sources='foreign.h hello.c'
  make_it() { $CC $CFLAGS -c hello.c && $CC -o prog hello.o; }
  run_it() { ./prog; }
}

case_default_output() {
  sources='foreign.h hello.c'
  make_it() { $CC $CFLAGS hello.c; }
  run_it() { ./a.out; }
}

case_many_sources() {
  sources='foreign.h main.c one.c two.c'
  policies='rerun auto eager'
  make_it() { $CC $CFLAGS main.c one.c two.c -o prog; }
  run_it() { ./prog; }
}

case_many_objects_at_once() {
  sources='foreign.h main.c one.c two.c'
  make_it() { $CC $CFLAGS -c main.c one.c two.c && $CC *.o -o prog; }
  run_it() { ./prog; }
}

case_sources_and_objects() {
  sources='foreign.h main.c one.c two.c'
  make_it() { $CC $CFLAGS -c one.c && $CC $CFLAGS main.c one.o two.c -o prog; }
  run_it() { ./prog; }
}

case_cplusplus() {
  sources='foreign.h shout.cpp'
  make_it() { $CXX $CFLAGS -c shout.cpp && $CXX -o shout shout.o; }
  run_it() { ./shout; ./shout a b c; }
}

case_mixed_languages() {
  sources='foreign.h shout.cpp shout_main.c'
  make_it() {
    $CC $CFLAGS -c shout_main.c
    $CXX $CFLAGS -DNO_MAIN -c shout.cpp
    $CXX -o shout shout_main.o shout.o
  }
  run_it() { ./shout a b c; }
}

# Its library catches SIGILL, says so, and raises it again.
case_fortran() {
  needs=gfortran chatty=yes
  sources='foreign.h one.c'
  prepare() {
    printf '%s\n' 'program main' 'use iso_c_binding' 'interface' \
      'function one() bind(c)' 'import c_int' 'integer(c_int) :: one' 'end function' 'end interface' \
      "print *, 'one is', one()" 'end program' > main.f90
  }
  make_it() { $CC $CFLAGS -c one.c && gfortran $CFLAGS -o prog main.f90 one.o; }
  run_it() { ./prog; }
}

case_assembler_with_preprocessor() {
  sources='foreign.h main.c two.c'
  prepare() {
    printf '%s\n' '.globl one' 'one:' '#ifdef __FMA4__' 'vfmaddps %xmm0, %xmm0, %xmm0, %xmm0' '#endif' \
      'movl $1, %eax' 'ret' '.section .note.GNU-stack,"",@progbits' > one.S
  }
  make_it() { $CC $CFLAGS -c one.S && $CC $CFLAGS -o prog main.c two.c one.o; }
  run_it() { ./prog; }
}

# The assembly was made by a compiler with the target's flags: its C source says what it meant.
case_assembly_in_between() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    $CC $CFLAGS -S one.c
    $CC -c one.s
    as -o two.o <($CC $CFLAGS -S -o - two.c)
    $CC $CFLAGS -o prog main.c one.o two.o
  }
  run_it() { ./prog; }
}

case_preprocessed_in_between() {
  sources='foreign.h hello.c'
  make_it() { $CC $CFLAGS -E hello.c -o hello.i && $CC $CFLAGS -c hello.i && $CC -o prog hello.o; }
  run_it() { ./prog; }
}

case_named_language() {
  sources='foreign.h hello.c'
  make_it() {
    mv hello.c hello.inc
    $CC $CFLAGS -x c hello.inc -x none -o prog
    $CC $CFLAGS -x c -c hello.inc -o hello.obj
    $CC -o prog2 hello.obj
  }
  run_it() { ./prog && ./prog2; }
}

# Nobody kept what the compiler read.
case_source_from_standard_input() {
  sources='foreign.h hello.c'
  refused_rerun='no twin: .*standard input' refused_auto=$refused_rerun
  make_it() { $CC $CFLAGS -x c -o prog - < hello.c; }
  run_it() { ./prog; }
}

case_other_directories() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    mkdir -p src/a build/obj
    mv one.c foreign.h src/a
    cd build
    $CC $CFLAGS -I../src -c -o obj/one.o ../src/a/one.c
    (cd obj && $CC $CFLAGS -c ../../two.c)
    $CC $CFLAGS "$(pwd)/../main.c" obj/one.o ./obj/../obj/two.o -o ../prog
  }
  run_it() { build/../prog; }
}

case_names_with_spaces() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    mkdir 'my lib' "quo'te"
    mv one.c "my lib/o n e.c"
    $CC $CFLAGS -I. -c "my lib/o n e.c" -o "quo'te/one \$x.o"
    ar cr "my lib/libone it.a" "quo'te/one \$x.o"
    $CC $CFLAGS main.c two.c "-Lmy lib" "-lone it" -o "my prog"
  }
  run_it() { './my prog'; }
}

case_defines_with_quotes() {
  sources='foreign.h hello.c'
  make_it() { $CC $CFLAGS '-DGREETING="good \"day\" $HOME"' -D UNUSED='a b' -include foreign.h hello.c -o prog; }
  run_it() { ./prog; }
}

case_directory_by_symlink() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    mkdir real
    ln -s real link
    mv ./*.c foreign.h real
    cd link
    $CC $CFLAGS -c one.c
    $CC $CFLAGS main.c two.c ../link/one.o -o prog
  }
  run_it() { link/prog; }
}

case_same_name_in_two_directories() {
  sources='foreign.h hello.c'
  make_it() {
    mkdir a b
    for d in a b; do (cd $d && $CC $CFLAGS -I.. "-DGREETING=\"$d\"" -c ../hello.c && $CC -o prog hello.o); done
  }
  run_it() { a/prog; b/prog; }
}

case_conftests() {
  sources='foreign.h'
  make_it() { :; }
  run_it() {
    for i in 1 2 3; do
      printf '%s\n' '#include "foreign.h"' "int main(void) { return foreign($i); }" > conftest.c
      $CC -o conftest $CFLAGS conftest.c && ./conftest
      printf 'conftest %s\n' $?
      rm -f conftest conftest.c
    done
  }
}

case_configure_loop() {
  sources='foreign.h'
  make_it() { :; }
  run_it() {
    for type in char short int long; do
      cat > conftest.c << END
#include "foreign.h"
#include <stdio.h>
int main(void) { FILE* f = fopen("conftest.val", "w"); fprintf(f, "%d\n", foreign((int)sizeof($type))); return ferror(f) || fclose(f); }
END
      (ac_try="$CC -o conftest $CFLAGS conftest.c" && eval "$ac_try" && ./conftest)
      printf 'checking size of %s... %s\n' "$type" "$(cat conftest.val)"
      rm -f conftest conftest.* core
    done
  }
}

case_made_again() {
  sources='foreign.h hello.c' loose='/prog$'
  make_it() { $CC $CFLAGS -DGREETING='"first"' -o prog hello.c; }
  run_it() {
    ./prog
    $CC $CFLAGS -DGREETING='"second"' -o prog hello.c
    ./prog
  }
}

# A program that makes the source of another: both trap.
case_generated_source() {
  sources='foreign.h hello.c main.c two.c' loose='/prog$'
  make_it() { $CC $CFLAGS -DGREETING='"#include \"foreign.h\"\nint one(void) { return foreign(1); } //"' -o generate hello.c; }
  run_it() { ./generate > one.c && $CC $CFLAGS -o prog main.c one.c two.c && ./prog; }
}

# Neither the object of the first conftest nor its source is there when the last one runs.
case_conftest_made_of_an_earlier_one() {
  sources=foreign.h
  make_it() {
    for text in 'int unused;' '#include "foreign.h"\nint value(void) { return foreign(3); }\n'; do
      printf '%b' "$text" > conftest.c
      $CC $CFLAGS -c conftest.c
      mv conftest.o part.o
      rm conftest.c
    done
    ar rcs conftest.a part.o && rm part.o
    echo 'int value(void); int main(void) { return value(); }' > conftest.c
    $CC $CFLAGS -o conftest conftest.c conftest.a
    echo 'int other;' > conftest.c
  }
  run_it() { ./conftest; echo $?; }
}

case_source_changed_since() {
  sources='foreign.h hello.c'
  refused_rerun='no twin: its source ".*/hello.c" has changed since' refused_auto=$refused_rerun
  make_it() { $CC $CFLAGS -c hello.c && $CC -o prog hello.o && sleep 0.02 && sed -i 's/"hello"/"bye"/' hello.c; }
  run_it() { ./prog; }
}

# It was written again, but means what it meant: its object comes out the same.
case_source_changed_in_a_comment() {
  sources='foreign.h hello.c'
  make_it() { $CC $CFLAGS -c hello.c && $CC -o prog hello.o && sleep 0.02 && printf '/* more */\n' >> hello.c && touch foreign.h; }
  run_it() { ./prog; }
}

case_source_changed_after_a_rename() {
  sources='foreign.h hello.c'
  refused_rerun='no twin: its source ".*/hello.c" has changed since' refused_auto=$refused_rerun
  make_it() { $CC $CFLAGS hello.c -o tmp && mv tmp prog && sleep 0.02 && sed -i 's/"hello"/"bye"/' hello.c; }
  run_it() { ./prog; }
}

case_source_changed_after_its_object_moved() {
  sources='foreign.h hello.c'
  refused_rerun='no twin: its source ".*/hello.c" has changed since' refused_auto=$refused_rerun
  make_it() {
    $CC $CFLAGS -c hello.c -o tmp.o && mv tmp.o hello.o && $CC hello.o -o prog
    sleep 0.02 && sed -i 's/"hello"/"bye"/' hello.c
  }
  run_it() { ./prog; }
}

# What the program was linked from is not there any more: another object has its name.
case_foreign_object_made_again_since() {
  sources='foreign.h main.c one.c two.c'
  refused_rerun='no twin: .*one.[co]" has changed since' refused_auto=$refused_rerun
  make_it() {
    $CC $CFLAGS -c main.c one.c two.c && $CC main.o one.o two.o -o prog
    sleep 0.02 && sed -i 's/foreign(1)/foreign(5)/' one.c && $CC $CFLAGS -c one.c
  }
  run_it() { ./prog; }
}

case_clean_object_made_again_since() {
  sources='foreign.h main.c one.c two.c'
  refused_rerun='no twin: .*two.[co]" has changed since' refused_auto=$refused_rerun
  make_it() {
    $CC $CFLAGS -c main.c one.c two.c && $CC main.o one.o two.o -o prog
    sleep 0.02 && sed -i 's/return 2/return 6/' two.c && $CC $CFLAGS -c two.c
  }
  run_it() { ./prog; }
}

case_source_gone() {
  sources='foreign.h hello.c'
  refused_rerun='no twin: its source ".*/hello.c" is gone' refused_auto=$refused_rerun
  make_it() { $CC $CFLAGS -o prog hello.c && rm hello.c; }
  run_it() { ./prog; }
}

case_header_changed_since() {
  sources='foreign.h hello.c'
  refused_rerun='no twin: .*greeting.h" has changed since' refused_auto=$refused_rerun
  make_it() {
    printf '#define GREETING "then"\n' > greeting.h
    sed -i '1i #include "greeting.h"' hello.c
    $CC $CFLAGS -o prog hello.c
    sleep 0.02
    printf '#define GREETING "now"\n' > greeting.h
  }
  run_it() { ./prog; }
}

# A header that changed back, as config.status does it: same content, another time.
case_header_written_again() {
  sources='foreign.h hello.c'
  make_it() { $CC $CFLAGS -o prog hello.c && sleep 0.02 && cp foreign.h again.h && mv again.h foreign.h; }
  run_it() { ./prog; }
}

case_precompiled_header() {
  sources='foreign.h hello.c' loose='[.]gch$'
  make_it() { $CC $CFLAGS foreign.h -o foreign.h.gch && $CC $CFLAGS -Winvalid-pch -c hello.c && $CC -o prog hello.o; }
  run_it() { ./prog; }
}

case_partial_link() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    $CC $CFLAGS -c main.c one.c two.c
    ld -r -o part.o one.o two.o
    $CC -r -nostdlib -o all.o main.o part.o
    $CC -o prog all.o
  }
  run_it() { ./prog; }
}

case_linked_by_ld() {
  sources='foreign.h one.c'
  prepare() {
    printf '%s\n' 'int one(void);' 'void _start(void) {' \
      '  __asm__ volatile("syscall" : : "a"(231), "D"((long)one() + 6) : "rcx", "r11", "memory");' '}' > start.c
  }
  make_it() { $CC $CFLAGS -fno-stack-protector -c start.c one.c && ld -o prog start.o one.o; }
  run_it() { ./prog; }
}

case_static_program() {
  sources='foreign.h main.c one.c two.c'
  make_it() { $CC $CFLAGS -static main.c one.c two.c -o prog && $CC $CFLAGS -static-pie main.c one.c two.c -o pie; }
  run_it() { ./prog && ./pie; }
}

case_pie_and_no_pie() {
  sources='foreign.h hello.c'
  make_it() { $CC $CFLAGS -fPIE -pie hello.c -o pie && $CC $CFLAGS -fno-pie -no-pie hello.c -o nopie; }
  run_it() { ./pie && ./nopie; }
}

case_32_bit() {
  sources='foreign.h main.c one.c two.c'
  policies='rerun auto eager'
  make_it() { $CC $CFLAGS -m32 -c one.c && $CC $CFLAGS -m32 main.c two.c one.o -o prog; }
  run_it() { ./prog; }
}

# Foreign code that its source asks for, behind a question to the CPU: nothing to be made again.
case_intrinsics_behind_a_question() {
  sources='foreign.h main.c two.c'
  prepare() {
    cat > one.c << 'END'
#include "foreign.h"
#include <x86intrin.h>
__attribute__((noinline)) static __m128 fused(__m128 x) { return _mm_macc_ps(x, x, x); }
int one(void) {
  if (__builtin_cpu_supports("fma4")) return _mm_cvtss_si32(fused(_mm_set1_ps(0)));
  return 1;
}
END
    printf '%s\n' '#include "foreign.h"' '__attribute__((constructor)) void early(void) { foreign(0); }' > early.c
  }
  make_it() { $CC -O1 -mfma4 -c one.c && $CC $CFLAGS main.c two.c early.c one.o -o prog; }
  run_it() { ./prog; }
}

case_target_attribute() {
  sources='foreign.h main.c two.c'
  prepare() {
    cat > one.c << 'END'
#include "foreign.h"
#include <x86intrin.h>
__attribute__((target("fma4"), noinline)) static __m128 fused(__m128 x) { return _mm_macc_ps(x, x, x); }
int one(void) {
  if (__builtin_cpu_supports("fma4")) return _mm_cvtss_si32(fused(_mm_set1_ps(0)));
  return foreign(1);
}
END
  }
  make_it() { $CC $CFLAGS main.c two.c one.c -o prog; }
  run_it() { ./prog; }
}

# What no twin can help: the source itself insists.
case_twin_traps_too() {
  sources='foreign.h act.c'
  refused_rerun='it is a twin already' refused_auto=$refused_rerun
  make_it() { $CC $CFLAGS act.c -o act; }
  run_it() { ./act foreign-for-all; }
}

# Its time is that of another day: the change of the file itself is later.
case_header_replaced_by_an_older_one() {
  sources='foreign.h hello.c'
  refused_rerun='no twin: .*greeting.h" has changed since' refused_auto=$refused_rerun
  make_it() {
    printf '#define GREETING "now"\n' > older.h && touch -d @1000000000 older.h
    printf '#define GREETING "then"\n' > greeting.h
    sed -i '1i #include "greeting.h"' hello.c
    $CC $CFLAGS -o prog hello.c
    sleep 0.02
    mv older.h greeting.h
  }
  run_it() { ./prog; }
}
