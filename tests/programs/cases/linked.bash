# shellcheck shell=bash disable=SC2016,SC2034,SC2035,SC2086,SC2154,SC2164,SC2317
# How programs get linked: in steps, without a driver, statically, for another ABI.

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
