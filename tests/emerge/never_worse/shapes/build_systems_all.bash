# shellcheck shell=bash
# The rest of build_systems.bash, for make check-all.
# shellcheck disable=SC2016,SC2154

# autoreconf, automake and libtool, with EXTRA_ECONF
shape_autoreconf() {
  needs autoreconf libtoolize
  file configure.ac 'AC_INIT([shape], [1])' 'AM_INIT_AUTOMAKE([foreign])' 'AC_CONFIG_MACRO_DIRS([m4])' 'LT_INIT' \
    'AC_PROG_CC' 'AC_CONFIG_FILES([Makefile])' 'AC_OUTPUT'
  file Makefile.am 'ACLOCAL_AMFLAGS = -I m4' 'lib_LTLIBRARIES = libshape.la' 'libshape_la_SOURCES = library.c' \
    'bin_PROGRAMS = shape' 'shape_SOURCES = main.c' 'shape_LDADD = libshape.la'
  file library.c 'int answer(void) { return 42; }'
  file main.c 'int answer(void);' 'int main(void) { return answer(); }'
  ebuild 'src_prepare() { default; mkdir m4 && autoreconf --install || die; }'
  emerges EXTRA_ECONF=--disable-static
  usual
}

# The same as a native build whose checks run, watched
shape_cmake_native() {
  supervised native
  cmake_package
  emerges
  usual native
}

# Guile's compiler, which is the builder's
shape_guile() {
  needs guile
  file shape.scm '(define-module (shape))' '(define-public (answer) 42)'
  ebuild 'src_compile() {' '  export GUILE_AUTO_COMPILE=0 XDG_CACHE_HOME=${T}' \
    '  guile -c "(use-modules (system base compile)) (compile-file \"shape.scm\" #:output-file \"shape.go\")" || die' '}' \
    'src_install() { insinto /usr/lib/guile; doins shape.scm shape.go; }'
  emerges
  usual
}

# D
shape_d() {
  needs gdc
  file shape.d 'import std.stdio;' 'void main() { writeln("shape"); }'
  ebuild 'src_compile() { gdc ${CFLAGS} -o shape shape.d || die; }' 'src_install() { dobin shape; }'
  emerges
  usual
}

# Objective-C and OpenMP in one program, with another linker
shape_linkers() {
  needs ld.gold ld.lld
  file shape.c 'int main(void)' '{' '  int i, sum = 0;' '  #pragma omp parallel for reduction(+:sum)' '  for (i = 0; i < 9; i++) sum += i;' '  return sum;' '}'
  ebuild 'src_compile() { local l; for l in bfd gold lld; do ${CHOST}-gcc ${CFLAGS} -fopenmp -fuse-ld=${l} -o shape-${l} shape.c || die; done; }' \
    'src_install() { dobin shape-*; }'
  emerges
  usual
}

# configure scripts that are nobody's: CC and CFLAGS from the environment, a program that is only compiled
shape_configure_by_hand() {
  file configure '#!/bin/sh' 'echo "int main(void) { return 0; }" > conftest.c' \
    '${CC:-cc} ${CFLAGS} -o conftest conftest.c && rm -f conftest && echo "CC = ${CC}" > config.mak'
  file Makefile 'include config.mak' 'shape: shape.c' '	$(CC) $(CFLAGS) -static -o $@ $<'
  file shape.c 'int main(void) { return 0; }'
  ebuild 'src_configure() { export CC=${CHOST}-gcc; sh ./configure || die; }' 'src_install() { dobin shape; }'
  emerges
  usual
}

# C++ with precompiled headers
shape_precompiled_header() {
  file all.hpp '#include <cstddef>' 'inline std::size_t answer() { return 42; }'
  file shape.cpp '#include "all.hpp"' 'int main() { return static_cast<int>(answer()); }'
  ebuild 'src_compile() { ${CHOST}-g++ ${CXXFLAGS} all.hpp && ${CHOST}-g++ ${CXXFLAGS} -Winvalid-pch -o shape shape.cpp || die; }' \
    'src_install() { dobin shape; }'
  emerges
  usual
}

# A Makefile in a Makefile, with a job server; what it says on standard error
shape_recursive_make() {
  file Makefile 'all:' '	+$(MAKE) -C a' '	+$(MAKE) -C b' '	@echo warned >&2'
  file a/Makefile 'all: $(patsubst %,x%,1 2 3 4 5 6 7 8)' 'x%:' '	$(CC) $(CFLAGS) -c -o $@ x.c'
  file a/x.c 'int x;'
  cp -r "${files}/a" "${files}/b"
  ebuild 'src_compile() { emake CC="${CHOST}-gcc"; }' 'src_install() { insinto /usr/share; doins a/x1; }'
  emerges MAKEOPTS='-j3 --output-sync=line'
  usual
}
