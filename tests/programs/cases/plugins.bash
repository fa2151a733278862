# shellcheck shell=bash disable=SC2016,SC2034,SC2035,SC2086,SC2154,SC2164,SC2317
# Libraries of the tree that nobody was linked with: opened by name, preloaded, and those that the
# builder's own programs load.

shared() { $CC $CFLAGS -fPIC -shared "$@"; }

# with_loader: load.c calls one() of each library that it is given.
with_loader() {
  sources='foreign.h one.c two.c'
  cat > load.c << 'END'
#include <dlfcn.h>
#include <stdio.h>
int main(int argc, char** argv) {
  for (int i = 1; i < argc; i++) {
    void* library = dlopen(argv[i], RTLD_NOW);
    if (!library) return printf("%s\n", dlerror()), 9;
    printf("%d\n", ((int (*)(void))dlsym(library, "one"))());
  }
  return 0;
}
END
}

case_plugin_by_dlopen() {
  sources='foreign.h one.c'
  policies='rerun auto eager'
  prepare() { with_loader; }
  make_it() { shared one.c -o one.so && $CC $CFLAGS load.c -o prog; }
  run_it() { ./prog ./one.so; ./prog "$PWD/one.so"; ln -s one.so other.so && ./prog ./other.so; }
}

# The program traps as well, and opens two; the second needs another library of the tree.
case_plugins_of_a_foreign_program() {
  sources='foreign.h one.c two_by_one.c'
  policies='rerun auto eager'
  prepare() {
    with_loader
    sed -i '1i #include "foreign.h"' load.c
    sed -i 's/i = 1;/i = foreign(1);/' load.c
    sed -i 's/int two(void)/int one(void)/; s/int one(void);/int inner(void);/; s/return .*;/return inner() + 1;/' two_by_one.c
  }
  make_it() {
    mkdir lib
    shared '-Done=inner' one.c -o lib/libinner.so
    shared two_by_one.c -Llib -linner '-Wl,-rpath,$ORIGIN' -o lib/two.so
    shared one.c -o lib/one.so
    $CC $CFLAGS load.c -o prog
  }
  run_it() { ./prog lib/one.so lib/two.so; LD_LIBRARY_PATH=$PWD/lib ./prog one.so two.so; }
}

# What the plugin calls is in the program.
case_plugin_that_calls_the_program() {
  sources='foreign.h one.c'
  prepare() {
    with_loader
    printf '%s\n' '#include "foreign.h"' 'int base(void) { return foreign(40); }' >> load.c
    sed -i '2i int base(void);' one.c && sed -i 's/foreign(1)/foreign(2) + base()/' one.c
  }
  make_it() { shared one.c -o one.so && $CC $CFLAGS -rdynamic load.c -o prog; }
  run_it() { ./prog ./one.so; }
}

# What it has written cannot be taken back when the plugin traps.
case_plugin_after_output() {
  sources='foreign.h one.c'
  policies='auto eager'
  prepare() { with_loader && sed -i 's/for (int i/puts("begins"); fflush(stdout); for (int i/' load.c; }
  make_it() { shared one.c -o one.so && $CC -O1 load.c -o prog; }
  run_it() { ./prog ./one.so | cat; ./prog ./one.so | cat; exit "${PIPESTATUS[0]}"; }
}

case_plugin_made_again() {
  sources='foreign.h one.c' loose='[.]so$'
  prepare() { with_loader; }
  make_it() { shared one.c -o one.so && $CC $CFLAGS load.c -o prog; }
  run_it() {
    ./prog ./one.so
    sed -i 's/foreign(1)/foreign(5)/' one.c && shared one.c -o one.so && ./prog ./one.so
  }
}

case_32_bit_plugin() {
  sources='foreign.h one.c'
  prepare() { with_loader; }
  make_it() { shared -m32 one.c -o one.so && $CC $CFLAGS -m32 load.c -o prog; }
  run_it() { ./prog ./one.so; }
}

case_plugin_whose_source_changed() {
  sources='foreign.h one.c'
  refused_rerun='no twin of ".*/one.so", which it has loaded: its source ".*/one.c" has changed since'
  refused_auto=$refused_rerun
  prepare() { with_loader && printf '/*%1100000s*/\n' '' >> one.c; }
  make_it() { shared one.c -o one.so && $CC -O1 load.c -o prog && sleep 0.02 && echo 'int more;' >> one.c; }
  run_it() { ./prog ./one.so; }
}

# early FILE: it traps as soon as it is loaded.
early() { sed -i '2a __attribute__((constructor)) static void early(void) { foreign(0); }' "$1"; }

case_preloaded_library() {
  sources='foreign.h main.c one.c two.c'
  prepare() { early one.c; }
  make_it() { shared one.c -o libone.so && $CC $CFLAGS main.c two.c one.c -o prog; }
  run_it() { LD_PRELOAD=$PWD/libone.so ./prog; LD_PRELOAD=./libone.so ./prog; }
}

# Not even a shell is safe from that.
case_preloaded_into_builders_program() {
  sources='foreign.h one.c'
  prepare() { early one.c; }
  make_it() { shared one.c -o libone.so; }
  run_it() {
    LD_PRELOAD=$PWD/libone.so env printf '%s\n' hello
    LD_PRELOAD=$PWD/libone.so bash -c 'echo from bash'
    LD_PRELOAD=$PWD/libone.so cp one.c "${results}/two.c"
    LD_PRELOAD=$PWD/libone.so gcc -O1 -c one.c -o "${results}/one.o" && echo compiled
  }
}

case_extension_of_python() {
  needs=/usr/bin/python3
  sources='foreign.h one.c'
  told='(python3[.0-9]*|one\.so)": vfmaddps .* needs FMA4'
  make_it() { shared one.c -o one.so; }
  run_it() {
    printf '%s\n' 'import ctypes, sys' 'print(ctypes.CDLL("./one.so").one(), sys.argv)' > load.py
    /usr/bin/python3 load.py a b
    /usr/bin/python3 -c 'import ctypes, os; print(ctypes.CDLL(os.path.abspath("one.so")).one(), "LD_AUDIT" in os.environ)' < /dev/null
    rm load.py
  }
}

# As packages build their own, and test them.
case_extension_by_setuptools() {
  needs=/usr/bin/python3
  sources=foreign.h
  loose='[.]so$'
  prepare() {
    cat > answer.c << 'END'
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include "foreign.h"
static PyObject* value(PyObject* self, PyObject* unused) { (void)self, (void)unused; return PyLong_FromLong(foreign(42)); }
static PyMethodDef methods[] = {{"value", value, METH_NOARGS, ""}, {0, 0, 0, 0}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "answer", 0, -1, methods, 0, 0, 0, 0};
PyMODINIT_FUNC PyInit_answer(void) { return PyModule_Create(&module); }
END
    printf '%s\n' 'from setuptools import setup, Extension' \
      'setup(name="answer", version="1", ext_modules=[Extension("answer", ["answer.c"], include_dirs=["."])])' > setup.py
  }
  make_it() { PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 setup.py -q build_ext --inplace 2>&1; }
  run_it() { for i in 1 2; do PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -c 'import answer; print(answer.value())'; done; }
}

case_extension_of_perl() {
  needs=perl
  sources='foreign.h one.c'
  told='(perl|one\.so)": vfmaddps .* needs FMA4'
  prepare() { early one.c; }
  make_it() { mkdir -p blib/arch && shared one.c -o blib/arch/one.so; }
  run_it() {
    printf '%s\n' '#!/usr/bin/perl' 'use DynaLoader;' \
      'print DynaLoader::dl_load_file("blib/arch/one.so") ? "loaded\n" : "failed\n";' > test.pl
    chmod +x test.pl
    ./test.pl; perl test.pl
    rm test.pl
  }
}

case_extension_without_a_twin() {
  needs=/usr/bin/python3
  sources='foreign.h one.c'
  refused_rerun='no twin of ".*/one.so", which it has loaded: its source ".*/one.c" is gone'
  refused_auto=$refused_rerun
  told='python3[.0-9]*": vfmaddps .* \(at one.so.*it gets SIGILL'
  prepare() { printf '/*%1100000s*/\n' '' >> one.c; }
  make_it() { shared one.c -o one.so && rm one.c; }
  run_it() { /usr/bin/python3 -c 'import ctypes; print(ctypes.CDLL("./one.so").one())'; }
}

# A test of Perl's: its plan is in the pipe of whoever counts before the module is loaded.
case_extension_after_output() {
  needs=perl
  sources='foreign.h one.c'
  policies='auto eager'
  prepare() { early one.c; }
  make_it() { shared one.c -o one.so; }
  run_it() {
    printf '%s\n' 'use DynaLoader;' '$| = 1; print "1..1\n";' \
      'print DynaLoader::dl_load_file("./one.so") ? "ok 1\n" : "not ok 1\n";' > test.pl
    perl test.pl | cat
    rm test.pl
  }
}

case_extension_in_a_forked_child() {
  needs=/usr/bin/python3
  sources='foreign.h one.c'
  policies='auto eager'
  make_it() { shared one.c -o one.so; }
  run_it() {
    printf '%s\n' 'import ctypes, os' 'child = os.fork()' \
      'if child == 0: print(ctypes.CDLL("./one.so").one(), flush=True); os._exit(0)' \
      'status = os.waitpid(child, 0)[1]' \
      'if os.WIFSIGNALED(status): os.kill(os.getpid(), os.WTERMSIG(status))' > fork.py
    /usr/bin/python3 fork.py
    rm fork.py
  }
}

# It catches SIGILL, to say that it found a bug in itself.
case_extension_of_ruby() {
  needs=ruby
  policies='auto eager'
  sources='foreign.h one.c'
  make_it() { printf '%s\n' 'void Init_one(void) { one(); }' >> one.c && shared one.c -o one.so; }
  run_it() { ruby -I. -e 'require "one"; puts "loaded #{$0}"'; }
}

case_extension_of_guile() {
  needs=guile
  sources='foreign.h one.c'
  make_it() { shared one.c -o one.so; }
  run_it() {
    GUILE_AUTO_COMPILE=0 guile --no-auto-compile -c '(use-modules (system foreign) (system foreign-library)) (display ((foreign-library-function "./one.so" "one" #:return-type int))) (newline)'
  }
}

case_extension_of_php() {
  needs=php
  sources='foreign.h one.c'
  prepare() { early one.c; }
  make_it() { shared one.c -o one.so; }
  run_it() { php -n -d "extension=$PWD/one.so" -r 'echo "php runs\n";' 2>&1 | sed "s|$PWD||g"; }
}

case_extension_of_lua() {
  needs=lua5.4
  sources='foreign.h one.c'
  make_it() { printf '%s\n' 'int luaopen_one(void* state) { (void)state; return one() == 1 ? 0 : 9; }' >> one.c && shared one.c -o one.so; }
  run_it() { lua5.4 -e 'require "one"; print("loaded")'; }
}

case_extension_of_tcl() {
  needs=tclsh
  policies='auto eager'
  sources='foreign.h one.c'
  make_it() { printf '%s\n' 'int One_Init(void* interp) { (void)interp; one(); return 0; }' >> one.c && shared one.c -o one.so; }
  run_it() { echo 'load ./one.so One; puts loaded' | tclsh; }
}

# Their own handlers of SIGILL end them: it must not come to that.
case_plugin_of_a_compiler() {
  needs=clang policies='auto eager'
  sources='foreign.h hello.c one.c'
  prepare() {
    printf '%s\n' '#include <stdio.h>' 'int plugin_is_GPL_compatible, one(void);' \
      'int plugin_init(void) { return printf("gcc %d\n", one()) < 0; }' > gcc.c
    printf '%s\n' '#include <stdio.h>' 'int one(void);' \
      '__attribute__((constructor)) static void init(void) { printf("clang %d\n", one()); }' > clang.c
  }
  make_it() { shared gcc.c one.c -o for-gcc.so && shared clang.c one.c -o for-clang.so; }
  run_it() {
    gcc -fplugin=./for-gcc.so -c hello.c -o "${results}/hello.o" && echo good
    clang -fplugin=./for-clang.so -c hello.c -o "${results}/hello.o" && echo good
  }
  chatty=yes
}
