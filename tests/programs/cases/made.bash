# shellcheck shell=bash disable=SC2002,SC2016,SC2034,SC2035,SC2086,SC2154,SC2164,SC2317
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

case_text_redirected() {
  sources='foreign.h hello.c main.c one.c two.c'
  make_it() {
    $CC $CFLAGS -E hello.c > hello.i && $CC hello.i -o prog
    $CC $CFLAGS -S -o - one.c > one.s && $CC $CFLAGS main.c two.c one.s -o prog2
  }
  run_it() { ./prog && ./prog2; }
}

# Its source would make another program.
case_text_edited_in_between() {
  sources='foreign.h main.c one.c two.c'
  refused_rerun='it is a twin already' refused_auto=$refused_rerun
  make_it() {
    $CC $CFLAGS -E one.c -o both.c && cat two.c >> both.c
    $CC $CFLAGS main.c both.c -o prog
  }
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

case_source_from_standard_input() {
  sources='foreign.h hello.c'
  make_it() { $CC $CFLAGS -x c -o prog - < hello.c && $CC $CFLAGS -o prog2 -xc -I. - < hello.c; }
  run_it() { ./prog; ./prog2; }
}

# What the compiler reads is kept meanwhile.
case_source_from_a_pipe() {
  sources='foreign.h hello.c'
  make_it() {
    cat hello.c | $CC $CFLAGS -x c -o prog -
    cat hello.c | $CC $CFLAGS -I. -x c -c -o two.o /dev/stdin && $CC -o prog2 two.o
    (cat hello.c; sleep 0.1; head -c 200000 /dev/zero | tr '\0' '\n') | sh -c "$CC $CFLAGS -I. -xc - -o prog3"
    head -c 3000000 /dev/zero | $CC --no-such-option -x c - -o prog4 2> /dev/null || :
  }
  run_it() { ./prog && ./prog2 && ./prog3; }
}

case_large_source_from_a_pipe() {
  sources='foreign.h hello.c'
  refused_rerun='no twin: .*standard input' refused_auto=$refused_rerun
  make_it() { (cat hello.c; head -c 2000000 /dev/zero | tr '\0' '\n') | $CC $CFLAGS -x c -o prog -; }
  run_it() { ./prog; }
}

case_source_from_a_removed_file() {
  sources='foreign.h hello.c'
  make_it() {
    exec 3< hello.c
    rm hello.c
    $CC $CFLAGS -I. -x c -o prog - <&3
    exec 3<&-
  }
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

case_not_optimized() {
  sources='foreign.h'
  prepare() {
    printf '%s\n' '#include "foreign.h"' '#include <stdio.h>' '#ifdef __OPTIMIZE__' '#error this is not meant for it' '#endif' \
      'int main(void) { return puts("it is not") < 0 || foreign(7) != 7; }' > prog.c
    sed 's/ifdef/ifndef/' prog.c > optimized.c
  }
  make_it() { $CC $CFLAGS -O0 prog.c -o prog && $CC -O0 $CFLAGS optimized.c -o optimized && $CC ${CFLAGS/-O1/} prog.c -o default; }
  run_it() { ./prog; ./optimized; ./default; }
}

# write_vectors MACRO: a program of two objects and a type that is larger where MACRO is defined.
write_vectors() {
  printf '%s\n' "#ifdef $1" '#define SIZE 32' '#else' '#define SIZE 16' '#endif' \
    'struct vector { char bytes[SIZE]; int value; };' 'int value_of(const struct vector* vector);' > vector.h
  printf '%s\n' '#include "vector.h"' 'int value_of(const struct vector* vector) { return vector->value; }' > vector.c
  printf '%s\n' '#include "foreign.h"' '#include "vector.h"' '#include <stdio.h>' 'static struct vector vector = {{0}, 7};' \
    'int main(void) { return printf("%d\n", foreign(value_of(&vector))) < 0; }' > prog.c
}

# As Eigen's matrices and others of SIMD libraries are: of two objects one is linked as it is.
case_layout_by_instruction_set() {
  sources='foreign.h'
  grep -qwm 1 avx /proc/cpuinfo || skip='this CPU has no AVX'
  prepare() { write_vectors __AVX__; }
  make_it() {
    $CC $CFLAGS -c prog.c && $CC $CFLAGS -c vector.c && $CC prog.o vector.o -o prog
    local flags=${CFLAGS/-march=bdver4/-mfma4}
    $CC $flags -c prog.c -o prog2.o && $CC $flags -c vector.c -o vector2.o && $CC prog2.o vector2.o -o prog2
    $CC -m32 $CFLAGS -c prog.c -o prog3.o && $CC -m32 $CFLAGS -c vector.c -o vector3.o && $CC -m32 prog3.o vector3.o -o prog3
  }
  run_it() { ./prog; ./prog2; ./prog3; }
}

# The same where it is a set that this CPU lacks: then what is clean has to be made again, too, in a
# program, a static and a shared library.
case_layout_by_foreign_instruction_set() {
  sources='foreign.h' again='prog.o vector.o'
  prepare() { write_vectors __XOP__; }
  make_it() {
    $CC $CFLAGS -c prog.c && $CC $CFLAGS -c vector.c && $CC prog.o vector.o -o prog
    ar rc libvector.a vector.o && $CC prog.o libvector.a -o prog2
    $CC $CFLAGS -fPIC -shared vector.c -o libv.so && $CC prog.o libv.so -Wl,-rpath,. -o prog3
  }
  run_it() { ./prog; ./prog2; ./prog3; }
}

# A set that only functions of a header ask for makes nothing else again.
case_functions_by_foreign_instruction_set() {
  sources='foreign.h' again='prog.o'
  prepare() {
    printf '%s\n' 'static inline int is_foreign(void) {' '#ifdef __XOP__' '  return 1;' '#else' '  return 1 + 0;' '#endif' '}' \
      'int value(void);' > value.h
    printf '%s\n' '#include "value.h"' 'int value(void) { return 7 * is_foreign(); }' > value.c
    printf '%s\n' '#include "foreign.h"' '#include "value.h"' '#include <stdio.h>' \
      'int main(void) { return printf("%d\n", foreign(value())) < 0; }' > prog.c
  }
  make_it() { $CC $CFLAGS -c prog.c && $CC $CFLAGS -c value.c && $CC prog.o value.o -o prog; }
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

case_precompiled_header() {
  sources='foreign.h hello.c' loose='[.]gch$'
  make_it() { $CC $CFLAGS foreign.h -o foreign.h.gch && $CC $CFLAGS -Winvalid-pch -c hello.c && $CC -o prog hello.o; }
  run_it() { ./prog; }
}

# As qmake and Meson have them: nothing but the header of another name is there as text.
case_precompiled_header_by_another_name() {
  sources='foreign.h hello.c' loose='[.]gch'
  make_it() {
    sed -i '/foreign[.]h/d' hello.c
    mkdir -p src pch.gch .pch/one && mv foreign.h src
    $CC $CFLAGS -x c-header -c src/foreign.h -o pch.gch/c
    $CC $CFLAGS -include pch -c hello.c && $CC -o prog hello.o
    $CC $CFLAGS -x c-header src/foreign.h -o .pch/one/all.h.gch
    $CC $CFLAGS -Isrc/none -I.pch/one -include all.h -Winvalid-pch hello.c -o prog2
  }
  run_it() { ./prog && ./prog2; }
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

# As drivers do that link at once, those of OCaml and Go among them.
case_objects_of_a_temporary_directory() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    $CC $CFLAGS -c one.c -o "${TMPDIR}/part.o"
    $CC $CFLAGS -S two.c -o "${TMPDIR}/part.s"
    cp "${TMPDIR}/part.s" "${TMPDIR}/start.s"
    as "${TMPDIR}/start.s" -o "${TMPDIR}/start.o"
    $CC $CFLAGS main.c "${TMPDIR}"/{start,part}.o -o prog
    rm "${TMPDIR}"/{start,part}.*
  }
  run_it() { ./prog; }
}

# What no twin can help: the source itself insists.
case_twin_traps_too() {
  sources='foreign.h act.c'
  refused_rerun='it is a twin already' refused_auto=$refused_rerun
  make_it() { $CC $CFLAGS act.c -o act; }
  run_it() { ./act foreign-for-all; }
}
