# shellcheck shell=bash disable=SC2016,SC2034,SC2035,SC2086,SC2154,SC2164,SC2317
# How programs get linked: in steps, without a driver, statically, for another ABI.

# Scripts and lists that a build tool writes for one command and removes behind it.
case_linked_by_files_that_are_removed() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    local temporary=${home}/temporary
    mkdir "${temporary}"
    echo '{ global: main; one; local: *; };' > "${temporary}/map"
    echo '{ one; };' > "${temporary}/list"
    echo '-z now' > "${temporary}/words"
    echo 'INPUT(two.o)' > "${temporary}/more.lds"
    echo '#define ADDED 1' > "${temporary}/added.h"
    $CC $CFLAGS -include "${temporary}/added.h" -c one.c
    $CC $CFLAGS -imacros "${temporary}/added.h" -c main.c
    $CC $CFLAGS -c two.c
    $CC $CFLAGS -Wl,--version-script="${temporary}/map" -Wl,--dynamic-list,"${temporary}/list" -Wl,@"${temporary}/words" \
      main.o one.o "${temporary}/more.lds" -o prog
    echo '{ global: one; local: *; };' > "${temporary}/map"
    $CC $CFLAGS -fPIC -shared -Wl,--version-script="${temporary}/map" one.c -o libone.so
    rm -r "${temporary}"
    $CC $CFLAGS main.c two.c -L. -lone '-Wl,-rpath,$ORIGIN' -o shared
  }
  run_it() { ./prog && ./shared; }
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

with_start() {
  printf '%s\n' 'int one(void);' 'void _start(void) {' \
    '  __asm__ volatile("syscall" : : "a"(231), "D"((long)one() + 6) : "rcx", "r11", "memory");' '}' > start.c
}

case_linked_by_ld() {
  sources='foreign.h one.c'
  prepare() { with_start; }
  make_it() { $CC $CFLAGS -fno-stack-protector -c start.c one.c && ld -o prog start.o one.o; }
  run_it() { ./prog; }
}

# Or with one of its own, as dietlibc's and klibc's are.
case_without_the_c_library() {
  sources='foreign.h one.c'
  prepare() { with_start; }
  make_it() { $CC $CFLAGS -fno-stack-protector -nostdlib -static start.c one.c -o prog; }
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

# In place of a library, or an argument, a text that names others.
case_linker_script() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    mkdir lib
    $CC $CFLAGS -c main.c one.c two.c
    ar rcs lib/libone.a one.o && ar rcs lib/libtwo.a two.o
    printf '/* GNU ld script */\nOUTPUT_FORMAT(elf64-x86-64)\nGROUP ( libone.a AS_NEEDED ( libtwo.a ) )\n' > lib/libparts.so
    $CC -o prog main.o -Llib -lparts
    printf 'INPUT(%s/one.o, "two.o")\n' "$PWD" > parts
    $CC -o prog2 main.o parts
    printf 'INPUT(-lone -ltwo)\n' > lib/libmore.a
    $CC -o prog3 main.o -Llib -lmore
  }
  run_it() { ./prog && ./prog2 && ./prog3; }
}

case_linker_script_of_a_shared_library() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    $CC $CFLAGS -fPIC -shared -o libone.so.1 one.c -Wl,-soname,libone.so.1
    $CC $CFLAGS -c two.c && ar rcs libtwo.a two.o
    printf 'INPUT ( %s/libone.so.1 libtwo.a )\n' "$PWD" > libone.so
    $CC $CFLAGS -o prog main.c -L. -lone -Wl,-rpath,"$PWD"
  }
  run_it() { ./prog; }
}

# The loader tells which one it is; that of musl is not on every machine, so this one has only its name.
case_linked_with_another_c_library() {
  sources='foreign.h hello.c'
  refused_rerun='no twin: it has another C library than the builder, whose loader is ".*/ld-musl-x86_64.so.1"'
  refused_auto=${refused_rerun}
  prepare() { ln -s /lib64/ld-linux-x86-64.so.2 ld-musl-x86_64.so.1; }
  make_it() { $CC $CFLAGS -o prog hello.c -Wl,--dynamic-linker="$PWD/ld-musl-x86_64.so.1"; }
  run_it() { ./prog; }
}

case_data_as_an_object() {
  sources='foreign.h hello.c'
  prepare() {
    printf 'its text' > text
    sed -i '/<stdio/a extern const char _binary_text_start[], _binary_text_end[];' hello.c
    sed -i 's/return argc - 1/return printf("%.*s\\n", (int)(_binary_text_end - _binary_text_start), _binary_text_start) < 0/' hello.c
  }
  make_it() {
    objcopy --input binary --output elf64-x86-64 --binary-architecture i386 text text.o && $CC $CFLAGS -o prog hello.c text.o
    ld -r -b binary -o text2.o text && $CC $CFLAGS -o prog2 hello.c text2.o
  }
  run_it() { ./prog; ./prog2; }
}

case_archive_by_script() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    $CC $CFLAGS -c one.c two.c
    ar rcs libone.a one.o
    ar -M <<< $'CREATE libparts.a\nADDLIB libone.a\nADDMOD two.o\nSAVE\nEND'
    rm one.o libone.a
    $CC $CFLAGS -o prog main.c libparts.a
  }
  run_it() { ./prog; }
}
