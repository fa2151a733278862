# shellcheck shell=bash disable=SC2016,SC2034,SC2035,SC2086,SC2154,SC2164,SC2317
# Which compiler it is, by what name it is called, and flags that do more than compile.

with_hello() {
  sources='foreign.h hello.c'
  run_it() { ./prog; }
}

case_absolute_path() {
  with_hello
  make_it() { "$(type -P gcc-12 || type -P gcc)" $CFLAGS hello.c -o prog; }
}

case_tuple_and_version() {
  with_hello
  make_it() {
    mkdir -p "$results/bin"
    ln -sf "$(type -P gcc)" "$results/bin/x86_64-target-linux-gnu-gcc-12"
    PATH=$results/bin:$PATH
    x86_64-target-linux-gnu-gcc-12 $CFLAGS -c hello.c
    x86_64-target-linux-gnu-gcc-12 hello.o -o prog
  }
}

case_wrapper_script() {
  with_hello
  make_it() {
    printf '#!/bin/sh\nexec gcc "$@"\n' > mycc
    chmod +x mycc
    ./mycc $CFLAGS -c hello.c && ./mycc hello.o -o prog
  }
}

# All flags are in the wrapper, and its name is a compiler's.
case_wrapper_with_flags() {
  with_hello
  make_it() {
    mkdir wrappers
    printf '#!/bin/sh\nexec /usr/bin/gcc %s "$@"\n' "$CFLAGS" > wrappers/gcc
    chmod +x wrappers/gcc
    PATH=$PWD/wrappers:$PATH
    gcc -c hello.c && gcc hello.o -o prog
  }
}

# As the drivers of other C libraries do.
case_specs() {
  with_hello
  prepare() { printf '*cpp_unique_options:\n+ -DGREETING=\\"specs\\"\n\n' > more.specs; }
  make_it() { $CC -specs more.specs $CFLAGS -static hello.c -o prog; }
}

# As GCC compiles the rest of itself.
case_compiler_of_the_tree() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    local parts
    parts=$(dirname "$(gcc -print-prog-name=cc1)")
    cp "$(realpath "$(type -P gcc)")" xgcc
    ./xgcc -B"${parts}/" $CFLAGS -c one.c two.c
    ./xgcc -B "${parts}/" $CFLAGS main.c one.o two.o -o prog
  }
  run_it() { ./prog; }
}

case_clang() {
  needs=clang
  with_hello
  make_it() { clang $CFLAGS -c hello.c && clang hello.o -o prog; }
}

case_clang_cplusplus() {
  needs=clang++
  sources='foreign.h shout.cpp'
  make_it() { clang++ $CFLAGS -std=c++17 shout.cpp -o shout; }
  run_it() { ./shout a b c; }
}

case_ccache() {
  needs=ccache
  with_hello
  make_it() {
    ccache $CC $CFLAGS -c hello.c && $CC hello.o -o prog
    rm hello.o
    ccache $CC $CFLAGS -c hello.c && $CC hello.o -o prog2 # comes from the cache
  }
  run_it() { ./prog && ./prog2; }
}

# Gentoo's way: a directory of symbolic links to ccache before all others in PATH.
case_ccache_by_its_links() {
  needs=ccache
  with_hello
  make_it() {
    mkdir "$results/ccache-bin"
    ln -s "$(type -P ccache)" "$results/ccache-bin/gcc"
    PATH=$results/ccache-bin:$PATH
    gcc $CFLAGS -c hello.c && gcc hello.o -o prog
    rm hello.o
    gcc $CFLAGS -c hello.c && gcc hello.o -o prog2
  }
  run_it() { ./prog && ./prog2; }
}

case_launcher() {
  with_hello
  make_it() {
    printf '#!/bin/sh\nexec "$@"\n' > distcc
    chmod +x distcc
    ./distcc $CC $CFLAGS -c hello.c && ./distcc ./distcc $CC hello.o -o prog
  }
}

# The real one: with nobody to send it to, itself, and by the compiler's name.
case_distcc() {
  with_hello
  needs=distcc
  make_it() {
    mkdir "$results/distcc" "$results/distcc-bin"
    ln -s "$(type -P distcc)" "$results/distcc-bin/gcc"
    export DISTCC_HOSTS=localhost DISTCC_DIR=$results/distcc
    distcc $CC $CFLAGS -c hello.c && distcc $CC hello.o -o prog
    DISTCC_HOSTS=127.0.0.1:1/4 distcc $CC $CFLAGS -c -o prog2.o hello.c && $CC prog2.o -o prog2
    PATH=$results/distcc-bin:$PATH
    gcc $CFLAGS -c -o prog3.o hello.c && gcc prog3.o -o prog3
    rm -rf "$results/distcc" "$results/distcc-bin"
  }
  run_it() { ./prog && ./prog2 && ./prog3; }
}

case_compiler_behind_env_and_nice() {
  with_hello
  make_it() { env LC_ALL=C nice -n 5 $CC $CFLAGS -c hello.c && sh -c "exec $CC hello.o -o prog"; }
}

case_response_files() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    printf '%s\n' "$CFLAGS" "-DX='a b'" '-c' > flags
    printf 'one.c two.c @flags' > args
    $CC @args
    printf '%s\n' main.c one.o '"two.o"' > 'link args'
    $CC $CFLAGS '@link args' -o prog
    rm flags args 'link args'
  }
  run_it() { ./prog; }
}

case_archive_by_response_file() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    $CC $CFLAGS -c main.c one.c two.c
    printf '%s\n' one.o two.o > members
    ar cr libparts.a @members
    rm members
    $CC main.o libparts.a -o prog
  }
  run_it() { ./prog; }
}

case_lto() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    for file in main one two; do $CC $CFLAGS -flto -frandom-seed=$file -c $file.c; done
    gcc-ar cr libparts.a one.o two.o
    $CC $CFLAGS -flto=2 -fuse-linker-plugin main.o libparts.a -o prog
    for file in main one two; do $CC $CFLAGS -flto -ffat-lto-objects -frandom-seed=$file -c $file.c; done
    $CC $CFLAGS -flto main.o one.o two.o -o prog2
  }
  run_it() { ./prog && ./prog2; }
}

case_lto_clang() {
  needs='clang ld.lld'
  sources='foreign.h main.c one.c two.c'
  make_it() { clang $CFLAGS -flto=thin -c main.c one.c two.c && clang $CFLAGS -flto=thin -fuse-ld=lld main.o one.o two.o -o prog; }
  run_it() { ./prog; }
}

case_profile() {
  sources='foreign.h hello.c'
  make_it() { $CC $CFLAGS -frandom-seed=1 -fprofile-generate -c hello.c && $CC -fprofile-generate hello.o -o prog; }
  loose='/prog2$'
  run_it() {
    ./prog
    $CC $CFLAGS -fprofile-use -Wno-missing-profile hello.c -o prog2 && ./prog2
    rm -f *.gcda # the twin counts nothing
  }
}

case_coverage() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    for file in main one two; do $CC $CFLAGS -frandom-seed=$file --coverage -c $file.c; done
    $CC --coverage main.o one.o two.o -o prog
  }
  run_it() { ./prog && rm -f *.gcda; } # the twin counts nothing
}

# Dependencies are written by the compiler: a twin's must not take their place.
case_dependencies() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    mkdir .deps
    $CC $CFLAGS -MD -MP -MF .deps/one.Tpo -MT one.o -c one.c
    $CC $CFLAGS -MMD -c main.c two.c
    $CC main.o one.o two.o -o prog
    rm -r .deps main.d
  }
  run_it() { ./prog; }
}

# Kbuild's way; and BusyBox's, and that of autotools before -MF.
case_dependencies_by_the_preprocessor() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    $CC $CFLAGS -Wp,-MD,.one.o.d -Wp,-MT,first -c one.c
    $CC $CFLAGS -Wp,-MMD,.main.o.d main.c one.o two.c -o prog
  }
  run_it() { ./prog; }
}

case_temporary_files_kept() {
  with_hello
  make_it() { $CC $CFLAGS -save-temps=obj -c hello.c -o hello.o && $CC hello.o -save-temps -o prog && rm -f *.i *.s *.res; }
}

case_side_files() {
  with_hello
  make_it() {
    $CC $CFLAGS -g -gsplit-dwarf -fstack-usage -fdump-tree-optimized -fcallgraph-info -c hello.c
    $CC hello.o -Wl,-Map,hello.map -Wl,--cref -o prog
    rm -f *.su *.dwo *.ci hello.map *.optimized
  }
}

case_warnings_are_errors() {
  with_hello
  make_it() { $CC $CFLAGS -Wall -Wextra -Werror -pedantic-errors -Wno-error=unused hello.c -o prog; }
}

case_sections_collected() {
  sources='foreign.h main.c one.c two.c'
  make_it() { $CC $CFLAGS -ffunction-sections -fdata-sections -Wl,--gc-sections -Wl,-O1 -Wl,--as-needed -s -pipe main.c one.c two.c -lm -o prog; }
  run_it() { ./prog; }
}

case_threads_and_hardening() {
  with_hello
  make_it() { $CC $CFLAGS -O2 -pthread -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fcf-protection -Wl,-z,relro,-z,now hello.c -o prog; }
}

case_machine_flags_by_name() {
  with_hello
  make_it() {
    local flags='-mno-red-zone -mcmodel=small -mtune=bdver4'
    [[ $CFLAGS != *march* ]] || flags+=' -mfma4 -mxop -mtbm'
    $CC -O1 $flags hello.c -o prog
  }
}

case_include_directories_by_environment() {
  with_hello
  make_it() {
    mkdir hidden
    mv foreign.h hidden
    CPATH=$PWD/hidden $CC $CFLAGS -c hello.c && $CC hello.o -o prog
  }
}

# Every program of a package traps before main, whatever it is.
case_forced_header() {
  sources='main.c one.c two.c foreign.h'
  prepare() { printf '%s\n' '#include "foreign.h"' '__attribute__((constructor)) static void early(void) { foreign(0); }' > forced.h; }
  make_it() {
    local forced="-include $PWD/forced.h"
    $CC $CFLAGS $forced -c main.c one.c
    $CC $CFLAGS $forced two.c main.o one.o -o prog
  }
  run_it() { ./prog; }
}

# The builder has no such header and no such library: the compiler of the package has them.
case_only_in_the_sysroot() {
  sources='foreign.h main.c one.c two.c'
  options=(--sysroot "$home/tree/root")
  make_it() {
    mkdir -p root/usr/include root/usr/lib
    mv foreign.h root/usr/include
    $CC -O1 -c two.c -o root/two.o
    ar cr root/usr/lib/libonlythere.a root/two.o
    $CC $CFLAGS "-I$home/tree/root/usr/include" -c main.c one.c
    $CC main.o one.o "-L$home/tree/root/usr/lib" -lonlythere -o prog
  }
  run_it() { ./prog; }
}

case_words_for_the_linker() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    $CC $CFLAGS -c main.c one.c two.c
    ar cr libone.a one.o && ar cr libtwo.a two.o
    $CC main.o -Wl,--gc-sections,-Map=a.map -Wl,-Map -Wl,b.map -Xlinker -Map -Xlinker c.map \
      -Wl,--whole-archive,libone.a,--no-whole-archive -Wl,-L.,-ltwo -o prog
    rm *.map
  }
  run_it() { ./prog; }
}

# A module's description lies where the package has its own.
case_fortran_modules() {
  needs=gfortran chatty=yes
  sources='foreign.h one.c'
  prepare() {
    printf '%s\n' 'module numbers' 'use iso_c_binding' 'interface' 'function one() bind(c)' \
      'import c_int' 'integer(c_int) :: one' 'end function' 'end interface' 'contains' \
      'subroutine show(a)' 'real(8) :: a(:)' 'a = a * 2.5d0 + 1' "print *, sum(a) + one()" \
      'end subroutine' 'end module' > numbers.f90
    printf '%s\n' 'program main' 'use numbers' 'real(8) :: a(4) = [1, 2, 3, 4]' 'call show(a)' 'end program' > main.f90
  }
  make_it() {
    mkdir mod
    $CC $CFLAGS -c one.c
    gfortran $CFLAGS -O2 -J mod -c numbers.f90 && gfortran $CFLAGS -O2 -J mod -c main.f90
    gfortran -o prog main.o numbers.o one.o
    gfortran $CFLAGS -o prog2 numbers.f90 main.f90 one.o
  }
  run_it() { ./prog && ./prog2; }
}

case_modules() {
  sources='foreign.h'
  prepare() {
    printf '%s\n' 'module;' '#include "foreign.h"' 'export module number;' 'export int number() { return foreign(7); }' > number.cpp
    printf '%s\n' 'import number;' 'int main() { return number() == 7 ? 0 : 1; }' > main.cpp
  }
  loose='[.]gcm$'
  make_it() { $CXX $CFLAGS -std=c++20 -fmodules-ts -c number.cpp main.cpp && $CXX number.o main.o -o prog; }
  run_it() { ./prog; }
}

case_precompiled_header_of_clang() {
  needs=clang
  sources='foreign.h hello.c' loose='[.]pch$'
  make_it() {
    clang $CFLAGS -x c-header foreign.h -o foreign.h.pch
    clang $CFLAGS -include-pch foreign.h.pch -c hello.c && clang hello.o -o prog
    clang $CFLAGS -Xclang -include-pch -Xclang foreign.h.pch -Xclang -include -Xclang foreign.h hello.c -o prog2
  }
  run_it() { ./prog && ./prog2; }
}
