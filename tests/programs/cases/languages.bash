# shellcheck shell=bash disable=SC2016,SC2034,SC2035,SC2086,SC2154,SC2164,SC2317
# Languages other than C and C++, and assemblers other than GNU's. one.c is what traps.

case_objective_c() {
  sources='foreign.h one.c'
  prepare() {
    printf '%s\n' '#import <stdio.h>' '#import <stdio.h>' '@class Unknown;' 'int one(void);' \
      'int main(void) { Unknown* none = (Unknown*)0; printf("%d %d\n", one(), none == 0); return 0; }' > main.m
  }
  make_it() { $CC $CFLAGS -c main.m one.c && $CC -o prog main.o one.o; }
  run_it() { ./prog; }
}

# As gprbuild calls it: with a configuration, a mapping and a list of places that it removes.
case_ada_by_files_that_are_removed() {
  needs='gnatmake gnatbind' policies='auto eager' loose='[.]ali$'
  sources='one.c foreign.h'
  prepare() {
    mkdir source
    printf '%s\n' 'with Interfaces.C;' 'package Numbers is' '   function One return Interfaces.C.int;' \
      '   pragma Import (C, One, "one");' 'end Numbers;' > source/numbers-file.ads
    printf '%s\n' 'with Ada.Text_IO; with Interfaces.C; with Numbers;' 'procedure Main is' 'begin' \
      "   Ada.Text_IO.Put_Line (Interfaces.C.int'Image (Numbers.One));" 'end Main;' > main.adb
  }
  make_it() {
    local temporary=${home}/temporary
    mkdir "${temporary}"
    echo 'pragma Source_File_Name (Numbers, Spec_File_Name => "numbers-file.ads");' > "${temporary}/config"
    echo "$PWD/source" > "${temporary}/places"
    $CC $CFLAGS -c one.c
    ADA_PRJ_INCLUDE_FILE=${temporary}/places gcc $CFLAGS -c -gnatec="${temporary}/config" main.adb
    ADA_PRJ_INCLUDE_FILE=${temporary}/places gcc $CFLAGS -c -gnatec="${temporary}/config" source/numbers-file.ads
    ADA_PRJ_INCLUDE_FILE=${temporary}/places gnatbind -x main.ali
    ADA_PRJ_INCLUDE_FILE=${temporary}/places gcc $CFLAGS -c b~main.adb
    rm -r "${temporary}"
    gnatlink main.ali one.o
  }
  run_it() { ./main; }
}

# gnatmake binds and links by files that it removes. A run-time library makes an exception of SIGILL.
case_ada() {
  needs=gnatmake policies='auto eager' loose='[.]ali$'
  sources='foreign.h one.c'
  prepare() {
    printf '%s\n' 'with Ada.Text_IO; with Parts;' 'procedure Main is' '   function One return Integer;' \
      '   pragma Import (C, One, "one");' 'begin' '   Ada.Text_IO.Put_Line (Integer'\''Image (One + Parts.Two));' 'end Main;' > main.adb
    printf '%s\n' 'package Parts is' '   function Two return Integer;' 'end Parts;' > parts.ads
    printf '%s\n' 'package body Parts is' '   function Two return Integer is' '   begin' '      return 2;' '   end Two;' 'end Parts;' > parts.adb
  }
  make_it() { $CC $CFLAGS -c one.c && gnatmake -q $CFLAGS main.adb -largs one.o; }
  run_it() { ./main; }
}

case_d() {
  needs=gdc
  sources='foreign.h one.c'
  prepare() {
    printf '%s\n' 'module parts;' 'int two() { return 2; }' > parts.d
    printf '%s\n' 'import std.stdio; import parts;' 'extern(C) int one();' 'void main() { writeln(one() + two()); }' > main.d
  }
  make_it() { $CC $CFLAGS -c one.c && gdc $CFLAGS -c main.d && gdc $CFLAGS -c parts.d && gdc $CFLAGS -o prog main.o parts.o one.o; }
  run_it() { ./prog; }
}

# Its run-time library catches SIGILL, and ends the program by exit.
case_go() {
  needs=gccgo chatty=yes
  sources='foreign.h one.c'
  policies='auto eager'
  prepare() { printf '%s\n' 'package main' '//extern one' 'func one() int32' 'func main() { println(one()) }' > main.go; }
  make_it() { $CC $CFLAGS -c one.c && gccgo $CFLAGS -c main.go && gccgo -o prog main.o one.o; }
  run_it() { ./prog 2>&1; }
}

# assembly FOREIGN: one() for nasm and yasm.
assembly() {
  printf '%s\n' 'default rel' 'global one' 'section .text' 'one:' ${1:+'vfmaddps xmm0, xmm0, xmm0, xmm0'} 'mov eax, 1' 'ret' \
    'section .note.GNU-stack noalloc noexec nowrite progbits' > one.asm
}

# What it makes is clean, and is linked as it is.
case_nasm() {
  needs='nasm yasm'
  sources='foreign.h hello.c'
  prepare() { assembly && sed -i '/<stdio/a int one(void);' hello.c && sed -i 's/return argc - 1/return one()/' hello.c; }
  make_it() {
    nasm -f elf64 -o one.o one.asm && $CC $CFLAGS -o prog hello.c one.o
    yasm -f elf64 -o two.o one.asm && $CC $CFLAGS -o prog2 hello.c two.o
  }
  run_it() { ./prog; ./prog2; }
}

# Nobody can compile that for another CPU.
case_nasm_with_foreign_code() {
  needs=nasm
  sources='foreign.h main.c two.c'
  refused_rerun='it is a twin already' refused_auto=$refused_rerun
  prepare() { assembly foreign; }
  make_it() { nasm -f elf64 -o one.o one.asm && $CC $CFLAGS -o prog main.c two.c one.o; }
  run_it() { ./prog; }
}

# It is not what traps: as a rule such code is behind a question to the CPU.
case_nasm_with_foreign_code_behind_a_question() {
  needs=nasm
  sources='foreign.h main.c two.c'
  prepare() {
    assembly foreign && sed -i 's/one/fast/' one.asm
    printf '%s\n' '#include "foreign.h"' 'int fast(void);' \
      'int one(void) { return __builtin_cpu_supports("fma4") ? fast() : foreign(1); }' > one.c
  }
  make_it() {
    nasm -f elf64 -o fast.o one.asm && ar rcs libfast.a fast.o
    $CC $CFLAGS -o prog main.c one.c two.c fast.o && $CC $CFLAGS -o prog2 main.c one.c two.c libfast.a
  }
  run_it() { ./prog; ./prog2; }
}
