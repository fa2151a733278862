# shellcheck shell=bash disable=SC2016,SC2034,SC2035,SC2086,SC2154,SC2164,SC2317
# Shared libraries of the build tree: how they are linked, found and loaded.

# with_libraries: one.c traps inside a library; the program's own code is clean.
with_libraries() {
  sources='foreign.h main.c one.c two.c'
  run_it() { ./prog; }
}
shared() { $CC $CFLAGS -fPIC -shared "$@"; }

case_shared_rpath() {
  with_libraries
  policies='rerun auto eager'
  make_it() { shared one.c -o libone.so && $CC $CFLAGS main.c two.c -L. -lone -Wl,-rpath,"$PWD" -o prog; }
}

# A library that the program is linked with, and one that it opens, by each linker that is there.
case_shared_by_other_linkers() {
  sources='foreign.h one.c two.c'
  linkers() {
    local linker
    for linker in bfd gold lld mold; do ! type -P "ld.${linker}" > /dev/null || echo "${linker}"; done
  }
  prepare() {
    printf '%s\n' '#include <dlfcn.h>' '#include <stdio.h>' '#include "foreign.h"' 'int one(void);' 'int main(void) {' \
      '  void* two = dlopen("libtwo.so", RTLD_NOW);' \
      '  return printf("%d %d\n", foreign(one()), two ? ((int (*)(void))dlsym(two, "two"))() : -1) < 0;' '}' > main.c
    sed -i 's/return 2/return foreign(2)/; 1i #include "foreign.h"' two.c
  }
  make_it() {
    local linker
    for linker in $(linkers); do
      mkdir "${linker}"
      shared -fuse-ld="${linker}" one.c -o "${linker}/libone.so"
      shared -fuse-ld="${linker}" two.c -o "${linker}/libtwo.so"
      $CC $CFLAGS -fuse-ld="${linker}" main.c -L"${linker}" -lone '-Wl,--as-needed,-rpath,$ORIGIN' -o "${linker}/prog"
    done
    mkdir tools && ln -s "$(type -P ld.gold || type -P ld)" tools/ld
    $CC $CFLAGS -B tools main.c -Lbfd -lone '-Wl,-rpath,$ORIGIN/bfd' -o prog
  }
  run_it() {
    local linker
    for linker in $(linkers); do "${linker}/prog"; done
    ./prog
  }
}

case_shared_origin() {
  with_libraries
  make_it() {
    mkdir bin lib
    shared one.c -Wl,-soname,libone.so.1 -o lib/libone.so.1.0
    ln -s libone.so.1.0 lib/libone.so.1
    ln -s libone.so.1 lib/libone.so
    $CC $CFLAGS main.c two.c -Llib -lone '-Wl,-rpath,$ORIGIN/../lib' -Wl,--enable-new-dtags -o bin/prog
  }
  run_it() { bin/prog; }
}

case_shared_library_path() {
  with_libraries
  make_it() {
    mkdir lib
    shared -Wl,-soname,libone.so.1 one.c -o lib/libone.so.1
    ln -s libone.so.1 lib/libone.so
    $CC $CFLAGS main.c two.c -Llib -lone -o prog
  }
  run_it() { LD_LIBRARY_PATH=$PWD/lib ./prog; LD_LIBRARY_PATH=lib ./prog; }
}

case_shared_without_soname() {
  with_libraries
  make_it() { shared one.c -o libone.so && $CC $CFLAGS main.c two.c ./libone.so -o prog; }
}

case_shared_two_steps_and_archive() {
  with_libraries
  make_it() {
    $CC $CFLAGS -fPIC -c one.c two.c
    ar cr libpic.a one.o two.o
    $CC -shared -Wl,--whole-archive libpic.a -Wl,--no-whole-archive -o libparts.so
    $CC $CFLAGS main.c -L. -lparts -Wl,-rpath,"$PWD" -o prog
  }
}

# The program needs libtwo only, which needs libone, which traps.
case_shared_needs_shared() {
  sources='foreign.h main.c one.c two_by_one.c'
  make_it() {
    shared one.c -o libone.so
    shared two_by_one.c -L. -lone -Wl,-rpath,"$PWD" -o libtwo.so
    sed -i 's/one()/1/; s/^int 1;$//' main.c
    sed -i 's/int one(void);//; s/1(void)/1/' main.c
    $CC $CFLAGS main.c -L. -ltwo -Wl,-rpath,"$PWD" -o prog
  }
  run_it() { ./prog; }
}

case_shared_and_program_trap() {
  sources='foreign.h hello.c one.c'
  prepare() { sed -i 's/foreign(42)/foreign(one())/; 2a int one(void);' hello.c; }
  make_it() { shared one.c -o libone.so && $CC $CFLAGS hello.c -L. -lone -Wl,-rpath,"$PWD" -o prog; }
  run_it() { ./prog; }
}

case_shared_constructor() {
  with_libraries
  prepare() { printf '%s\n' '__attribute__((constructor)) static void early(void) { foreign(0); }' >> one.c; }
  make_it() { shared one.c -o libone.so && $CC $CFLAGS main.c two.c -L. -lone -Wl,-rpath,"$PWD" -o prog; }
}

# Runs while the loader relocates, before the program's entry point.
case_ifunc_resolver() {
  with_libraries
  prepare() {
    printf '%s\n' '#include "foreign.h"' 'static int real(void) { return foreign(1); }' \
      'static int (*choose(void))(void) { foreign(0); return real; }' \
      'int one(void) __attribute__((ifunc("choose")));' > one.c
  }
  make_it() {
    shared one.c -o libone.so
    $CC $CFLAGS main.c two.c -L. -lone -Wl,-rpath,"$PWD" -o prog
    $CC $CFLAGS main.c two.c one.c -o prog2
  }
  run_it() { ./prog && ./prog2; }
}

# A constructor of a library may read as well as any other code.
case_trap_before_the_entry_with_input() {
  case_ifunc_resolver
  refused_rerun='it .*already .*read from a pipe'
  run_it() { ./prog2 < <(printf x); } # which may end first: no part of a pipeline
}

case_shared_cplusplus() {
  sources='foreign.h shout.cpp shout_main.c'
  make_it() {
    $CXX $CFLAGS -fPIC -DNO_MAIN -shared shout.cpp -o libshout.so
    $CC $CFLAGS shout_main.c -L. -lshout -Wl,-rpath,"$PWD" -o prog
  }
  run_it() { ./prog a b c; }
}

case_shared_and_static_of_one_name() {
  with_libraries
  make_it() {
    shared one.c -o libone.so
    $CC $CFLAGS -c one.c && ar cr libone.a one.o
    $CC $CFLAGS main.c two.c -L. -Wl,-Bstatic -lone -Wl,-Bdynamic -o prog
    $CC $CFLAGS main.c two.c -L. -lone -Wl,-rpath,"$PWD" -o prog2
  }
  run_it() { ./prog && ./prog2; }
}

# The same program, with another library behind it: so it needs another twin.
case_library_made_again() {
  with_libraries
  loose='[.]so$'
  make_it() { shared one.c -o libone.so && $CC $CFLAGS main.c two.c -L. -lone -Wl,-rpath,"$PWD" -o prog; }
  run_it() {
    ./prog
    sed -i 's/foreign(1)/foreign(5)/' one.c && shared one.c -o libone.so
    ./prog
  }
}

case_version_script() {
  with_libraries
  make_it() {
    printf 'V1 { global: one; local: *; };\n' > map
    shared one.c -Wl,--version-script=map -Wl,-z,defs -Wl,-Map=libone.map -o libone.so
    rm libone.map
    $CC $CFLAGS main.c two.c -L. -lone -Wl,-rpath,"$PWD" -o prog
  }
}

case_through_the_loader() {
  sources='foreign.h hello.c'
  make_it() { $CC $CFLAGS hello.c -o prog; }
  run_it() { /lib64/ld-linux-x86-64.so.2 ./prog a b; }
}

case_library_through_the_loader() {
  with_libraries
  make_it() { shared one.c -o libone.so && $CC $CFLAGS main.c two.c -L. -lone -o prog; }
  run_it() { /lib64/ld-linux-x86-64.so.2 --library-path "$PWD" ./prog; }
}

# As Gentoo's meson eclass runs programs when cross: with the loader and the libraries of the target.
case_loader_of_the_sysroot() {
  sources='foreign.h hello.c'
  options=(--sysroot "$home/tree/root")
  prepare() { mkdir -p root/lib64 && cp /lib64/ld-linux-x86-64.so.2 "$(ldd /bin/true | awk '/libc.so/ { print $3 }')" root/lib64; }
  make_it() { $CC $CFLAGS hello.c -o prog; }
  run_it() {
    export LD_LIBRARY_PATH=$home/tree/root/lib64
    root/lib64/ld-linux-x86-64.so.2 ./prog a b
    root/lib64/ld-linux-x86-64.so.2 --library-path "$LD_LIBRARY_PATH" ./prog c
  }
}

# trap_in LIBRARY FUNCTION: puts an FMA4 instruction where the function begins.
trap_in() {
  local address vma offset
  address=$(nm -D --defined-only "$1" | awk -v name="$2" '{ sub(/@.*/, "", $3) } $3 == name { print $1; exit }')
  read -r vma offset < <(objdump -h "$1" | awk '$2 == ".text" { print $4, $6 }')
  printf '\xc4\xe3\xf9\x68\xc0\x00' |
    dd of="$1" bs=1 seek=$((0x$address - 0x$vma + 0x$offset)) conv=notrunc status=none
}

# The program has nothing foreign, but the target's own libc does.
case_libc_of_the_sysroot() {
  case_loader_of_the_sysroot
  make_it() {
    $CC -O1 hello.c -o prog
    [[ $CFLAGS != *bdver4* ]] || trap_in root/lib64/libc.so.6 printf
  }
}

# A code generator that another package installed: the builder's takes over.
case_installed_in_the_sysroot() {
  sources='foreign.h'
  options=(--sysroot "$home/tree/root")
  told='/usr/bin/env'
  prepare() { printf '#include "foreign.h"\n#include <unistd.h>\nint main(int c, char** v) { return foreign(c) && execvp(v[1], v + 1); }\n' > env.c; }
  make_it() { mkdir -p root/usr/bin && $CC $CFLAGS -D_GNU_SOURCE env.c -o root/usr/bin/env; }
  run_it() { root/usr/bin/env printf '%s\n' hello; }
}

# libtool NAME...: as a package's own, made for this machine.
libtool_compile() { libtool --silent --tag=CC --mode=compile $CC $CFLAGS -c "$1"; }
libtool_link() { libtool --silent --tag=CC --mode=link $CC $CFLAGS "$@"; }

# A wrapper script in front of .libs/prog, which finds its library by LD_LIBRARY_PATH.
case_libtool() {
  needs=libtool
  with_libraries
  make_it() {
    for file in one two main; do libtool_compile $file.c; done
    libtool_link -o libtwo.la two.lo
    libtool_link -version-info 3:2:1 -rpath /usr/lib -o libparts.la one.lo libtwo.la
    libtool_link -o prog main.lo libparts.la
  }
  run_it() { ./prog; ./prog; }
}

case_libtool_static() {
  needs=libtool
  with_libraries
  make_it() {
    for file in one two main; do libtool_compile $file.c; done
    libtool_link -static -o libtwo.la two.lo
    libtool_link -static -rpath /usr/lib -o libparts.la one.lo libtwo.la
    libtool_link -static -o prog main.lo libparts.la
    libtool_link -all-static -o prog2 main.lo libparts.la
  }
  run_it() { ./prog && ./prog2; }
}

# The program is linked a second time, when it is started, as .libs/lt-prog.
case_libtool_links_when_started() {
  needs=libtool
  with_libraries
  make_it() {
    for file in one two main; do libtool_compile $file.c; done
    libtool_link -rpath /usr/lib -o libparts.la one.lo two.lo
    libtool_link -o prog main.lo libparts.la
    sed -i 's/^\( *\)fast_install=.*/\1fast_install=no/' prog
  }
  loose='/prog$|lt-'
  run_it() { ./prog; }
}

# The run path of the twin still means where the original is: its other libraries are there.
case_clean_library_by_origin() {
  with_libraries
  make_it() {
    mkdir bin lib
    $CC -O1 -fPIC -shared two.c -o lib/libtwo.so
    $CC $CFLAGS main.c one.c -Llib -ltwo '-Wl,-rpath,$ORIGIN/../lib' -o bin/prog
  }
  run_it() { bin/prog; }
}

case_libraries_of_two_places() {
  with_libraries
  make_it() {
    mkdir a b
    shared one.c -o a/libone.so
    sed 's/foreign(1)/foreign(5)/' one.c > five.c && shared five.c -o b/libone.so
    $CC $CFLAGS main.c two.c -La -lone -o prog
  }
  run_it() { LD_LIBRARY_PATH=$PWD/a ./prog; LD_LIBRARY_PATH=$PWD/b ./prog; (cd b && LD_LIBRARY_PATH=. ../prog); }
}
