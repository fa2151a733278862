# shellcheck shell=bash
# How packages are built: tiny ones of each kind, by the default method and as it is said there, for
# instructions that this machine lacks. What is run of the target's is only what its flags do not reach.
# shellcheck disable=SC2016,SC2154

# A Makefile with a generator, libraries, a setuid program, links and odd owners
shape_make() {
  plain
  emerges
  usual
}

# The same as a native build, watched, with flags that this machine runs
shape_make_native() {
  supervised native
  plain
  emerges FEATURES=test
  usual native
}

# A configure of autoconf, which asks by compiling and guesses what it would have to run, out of tree
shape_autoconf() {
  autoconf_package
  emerges
  usual
}

# The same as a native build whose conftests run, watched
shape_autoconf_native() {
  supervised native
  autoconf_package
  emerges
  usual native
}

autoconf_package() {
  needs autoconf
  file configure.ac 'AC_INIT([shape], [1])' 'AC_PROG_CC' 'AC_CHECK_HEADERS([unistd.h nothing.h])' \
    'AC_CHECK_FUNCS([strlcpy memcpy])' 'AC_CHECK_SIZEOF([long])' \
    'AC_RUN_IFELSE([AC_LANG_PROGRAM([], [return 0;])], [ran=yes], [ran=no], [ran=guessed])' \
    'AC_SUBST([ran])' 'AC_CONFIG_HEADERS([config.h])' 'AC_CONFIG_FILES([Makefile])' 'AC_OUTPUT'
  file config.h.in '#undef SIZEOF_LONG' '#undef HAVE_UNISTD_H' '#undef HAVE_STRLCPY'
  file Makefile.in 'all: shape' 'shape: @srcdir@/shape.c' '	@CC@ @CFLAGS@ -I. -o $@ $<' 'install: all' \
    '	mkdir -p $(DESTDIR)@bindir@' '	cp shape $(DESTDIR)@bindir@/shape' '	echo @ran@ > $(DESTDIR)@bindir@/ran'
  file shape.c '#include "config.h"' 'int main(void) { return SIZEOF_LONG; }'
  ebuild 'src_prepare() { default; autoconf || die; }' \
    'src_configure() { mkdir build && cd build || die; ECONF_SOURCE=.. econf; }' \
    'src_compile() { emake -C build; }' 'src_install() { emake -C build DESTDIR="${D}" install; }'
}

# CMake with a toolchain file, a generator for the builder and a library
shape_cmake() {
  cmake_package
  emerges
  usual
}

cmake_package() {
  needs cmake
  file CMakeLists.txt 'cmake_minimum_required(VERSION 3.13)' 'project(shape C CXX)' 'include(CheckTypeSize)' \
    'check_type_size(long LONG)' 'add_library(one SHARED one.c)' 'add_executable(shape main.cpp)' \
    'target_link_libraries(shape one)' 'install(TARGETS shape one)'
  file one.c 'int one(void) { return 1; }'
  file main.cpp '#include <string>' 'extern "C" int one(void);' \
    'int main() { return static_cast<int>(std::string(one(), 65).size()); }'
  ebuild 'inherit orig-cmake' "${own_unpack}"
}

# Meson with a native and a cross file, as meson.eclass writes them, and a generator of the builder's
shape_meson() {
  needs meson ninja
  file meson.build "project('shape', 'c')" "cc = meson.get_compiler('c')" "assert(cc.sizeof('int') == 4)" \
    "generate = executable('generate', 'generate.c', native: true)" \
    "table = custom_target('table', output: 'table.h', command: [generate], capture: true)" \
    "one = shared_library('one', 'one.c', table, install: true)" \
    "executable('shape', 'main.c', link_with: one, install: true)"
  file generate.c '#include <stdio.h>' 'int main(void) { puts("#define ONE 1"); return 0; }'
  file one.c '#include "table.h"' 'int one(void) { return ONE; }'
  file main.c 'int one(void);' 'int main(void) { return one(); }'
  libc_in_root
  make_conf 'BUILD_CFLAGS="-O1 -pipe"' # which Gentoo's eclass has by itself
  ebuild 'inherit meson' "${own_unpack}"
  emerges
  usual
}

# A generator that only the builder has, asked for through pkg-config with native: true
shape_meson_native_dependency() {
  needs meson ninja
  file meson.build "project('shape', 'c')" "scanner = dependency('scanner', native: true)" \
    "program = find_program(scanner.get_variable(pkgconfig: 'scan'), native: true)" \
    "custom_target('g', output: 'g.txt', command: [program], capture: true, install: true, install_dir: 'share')"
  of_the_builder scanner
  libc_in_root
  ebuild 'inherit meson' "${own_unpack}"
  emerges
  usual
  differs "^Found pkg-config:"
}

# Cargo with --target, a build script and a macro, as cargo.eclass does it in a cross build
shape_cargo() {
  needs cargo
  file Cargo.toml '[package]' 'name = "shape"' 'version = "1.0.0"' 'edition = "2021"' '[dependencies]' \
    'macros = { path = "macros" }'
  file build.rs 'fn main() { println!("cargo:rustc-env=BUILT=by-its-script"); }'
  file src/main.rs 'fn main() { println!("{} {}", env!("BUILT"), macros::answer!()); }'
  file macros/Cargo.toml '[package]' 'name = "macros"' 'version = "1.0.0"' 'edition = "2021"' '[lib]' 'proc-macro = true'
  file macros/src/lib.rs '#[proc_macro]' \
    'pub fn answer(_: proc_macro::TokenStream) -> proc_macro::TokenStream { "42".parse().unwrap() }'
  ebuild 'T_TRIPLE=x86_64-unknown-linux-gnu' 'src_compile() {' '  export CARGO_HOME=${T}/cargo' \
    '  export CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS="-C target-cpu=bdver4"' \
    '  export CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER=${CHOST}-gcc' \
    '  cargo build --offline --release -j2 --target ${T_TRIPLE} || die' '}' \
    'src_install() { dobin target/${T_TRIPLE}/release/shape; }'
  emerges
  differs 'Finished'
  usual
}

# Perl: ExtUtils::MakeMaker with XS
shape_perl() {
  needs perl
  [[ -n $(compgen -G '/usr/lib/*/perl/*/CORE/perl.h') ]] || skip "no perl.h"
  file Makefile.PL 'use ExtUtils::MakeMaker;' 'WriteMakefile(NAME => "Shape", VERSION => "1");'
  file Shape.xs '#include "EXTERN.h"' '#include "perl.h"' '#include "XSUB.h"' 'MODULE = Shape PACKAGE = Shape' '' 'int' 'answer()' \
    '    CODE:' '        RETVAL = 42;' '    OUTPUT:' '        RETVAL'
  file lib/Shape.pm 'package Shape;' 'require XSLoader;' 'XSLoader::load("Shape", 1);' '1;'
  ebuild 'src_configure() { perl Makefile.PL INSTALLDIRS=vendor CC=${CHOST}-gcc LD=${CHOST}-gcc OPTIMIZE="${CFLAGS}" || die; }' \
    'src_compile() { emake; }' \
    'src_install() { emake pure_install DESTDIR="${D}"; }'
  emerges
  usual
}

# Python: a C extension by setuptools' PEP 517 backend
shape_python() {
  needs python3
  differs "^creating '.*\\.tmp-"
  /usr/bin/python3 -c 'import setuptools, wheel' 2> /dev/null || skip 'no setuptools'
  [[ -n $(compgen -G '/usr/include/python3*/Python.h') ]] || skip "no Python.h"
  file pyproject.toml '[build-system]' 'requires = ["setuptools"]' 'build-backend = "setuptools.build_meta"'
  file setup.py 'from setuptools import Extension, setup' \
    'setup(name="shape", version="1", packages=["shape"], ext_modules=[Extension("shape.fast", ["fast.c"])])'
  file shape/__init__.py 'ANSWER = 42'
  file fast.c '#include <Python.h>' \
    'static struct PyModuleDef fast = {PyModuleDef_HEAD_INIT, "fast", NULL, -1, NULL};' \
    'PyMODINIT_FUNC PyInit_fast(void) { return PyModule_Create(&fast); }'
  ebuild 'src_compile() {' '  export CC=${CHOST}-gcc' \
    '  /usr/bin/python3 -c "import setuptools.build_meta as b; b.build_wheel(\"wheels\")" || die' '}' \
    'src_install() {' '  local site=${D}/usr/lib/python3/dist-packages' \
    '  mkdir -p "${site}" && /usr/bin/python3 -m zipfile -e wheels/*.whl "${site}" || die' \
    '  /usr/bin/python3 -m compileall -q "${site}" || die' '}'
  emerges
  usual
}

# Java, by javac and jar
shape_java() {
  needs javac jar
  file org/Shape.java 'package org;' 'public class Shape { public static void main(String[] a) { System.out.println("shape"); } }'
  ebuild 'src_compile() { javac -d classes org/Shape.java && jar --create --file shape.jar -C classes . || die; }' \
    'src_install() { insinto /usr/share/shape/lib; doins shape.jar; }'
  emerges
  usual
}

# Vala, with a library's .vapi
shape_vala() {
  needs valac
  file shape.vala 'int main() {' '  var t = new GLib.HashTable<string, int>(str_hash, str_equal);' '  t["a"] = 1;' '  return t["a"];' '}'
  ebuild 'src_compile() { valac --ccode shape.vala && ${CHOST}-gcc ${CFLAGS} -o shape shape.c $(pkg-config --cflags --libs gobject-2.0) || die; }' \
    'src_install() { dobin shape; }'
  glib_in_root
  emerges
  usual
}

# A kernel's Makefile: HOSTCC for what runs, CROSS_COMPILE for what is installed
shape_kernel() {
  file Makefile 'all: image.o' 'scripts/fixdep: scripts/fixdep.c' '	$(HOSTCC) $(HOSTCFLAGS) -o $@ $<' \
    'image.o: image.c scripts/fixdep' '	scripts/fixdep' '	$(CROSS_COMPILE)gcc -O2 -ffreestanding -c -o $@ $<' \
    '	$(CROSS_COMPILE)objcopy --strip-debug $@'
  file scripts/fixdep.c 'int main(void) { return 0; }'
  file image.c 'int start(void) { return 0; }'
  ebuild 'src_compile() { emake ARCH=x86 HOSTCC="${BUILD_CC:-${CBUILD}-gcc}" HOSTCFLAGS="${BUILD_CFLAGS--O1 -pipe}" CROSS_COMPILE="${CHOST}-"; }' \
    'src_install() { insinto /lib/modules; doins image.o; }'
  emerges
  usual
}

# Both ABIs of a profile, as multilib-build.eclass has them
shape_multilib() {
  echo 'int main(void) { return 0; }' > "${root}/abi.c"
  gcc -m32 -o "${root}/abi" "${root}/abi.c" 2> /dev/null || skip 'no 32-bit libraries'
  rm "${root}/abi" "${root}/abi.c"
  tool i686-laptop-linux-gnu-gcc '#!/bin/sh' 'exec gcc "$@"'
  file abi.c 'long answer(void) { return sizeof(long); }'
  ebuild 'src_compile() {' '  local ABI' '  for ABI in ${MULTILIB_ABIS}; do' '    local chost=CHOST_${ABI} flags=CFLAGS_${ABI}' \
    '    ${!chost}-gcc ${CFLAGS} ${!flags} -shared -fPIC -o abi-${ABI}.so abi.c || die' '  done' '}' \
    'src_install() {' '  local ABI' '  for ABI in ${MULTILIB_ABIS}; do' '    local libdir=LIBDIR_${ABI}' \
    '    insinto /usr/${!libdir}; newins abi-${ABI}.so libabi.so' '  done' '}'
  emerges
  usual
}

# Fortran
shape_fortran() {
  needs gfortran
  tool "${target}-gfortran" '#!/bin/sh' 'exec gfortran "$@"'
  file shape.f90 'program shape' '  real :: x(8)' '  x = 2.0' '  print *, sum(x * x)' 'end program'
  ebuild 'src_compile() { ${CHOST}-gfortran ${FCFLAGS:-${CFLAGS}} -o shape shape.f90 || die; }' 'src_install() { dobin shape; }'
  emerges
  usual
}

# Ada
shape_ada() {
  needs gnatmake
  file shape.adb 'with Ada.Text_IO;' 'procedure Shape is' 'begin' '   Ada.Text_IO.Put_Line ("shape");' 'end Shape;'
  ebuild 'src_compile() { gnatmake ${CFLAGS} shape.adb || die; }' 'src_install() { dobin shape; }'
  emerges
  usual
}

# Assembler: of the compiler's and nasm's
shape_assembler() {
  needs nasm
  file one.S '.globl one' 'one:' '	mov $1, %eax' '	ret' '.section .note.GNU-stack,"",@progbits'
  file two.asm 'global two' 'section .text' 'two: mov eax, 2' ' ret' 'section .note.GNU-stack noalloc noexec nowrite progbits'
  file main.c 'int one(void);' 'int two(void);' 'int main(void) { return one() + two(); }'
  ebuild 'src_compile() { nasm -f elf64 two.asm && ${CHOST}-gcc ${CFLAGS} -o shape main.c one.S two.o || die; }' \
    'src_install() { dobin shape; }'
  emerges
  usual
}

# Link time optimization, with static libraries by gcc-ar
shape_lto() {
  plain
  flags "${target_flags} -flto -frandom-seed=shape"
  differs 'plugin needed|strip|^   /usr'
  emerges
  usual
}

# A compiler that is not GCC
shape_clang() {
  needs clang
  plain
  make_conf 'CC="clang"'
  emerges
  usual
}

# Nothing is compiled: files with odd names, fifos, links to nowhere
shape_data() {
  ebuild 'S=${WORKDIR}' 'src_unpack() { :; }' 'src_install() {' '  insinto /usr/share/data' \
    '  newins - "with space" <<< 1' "  newins - \$'umlaut-\\303\\244' <<< 2" "  newins - 'quote\"\$dollar' <<< 3" \
    '  newins - -dash <<< 4' '  mkfifo "${ED}/usr/share/data/fifo" && ln -s /nowhere "${ED}/usr/share/data/dangling" || die' \
    '  dodir /usr/share/data/empty && chmod 2755 "${ED}/usr/share/data/empty" || die' '}'
  emerges
  usual
}

# A meta package without sources and phases
shape_virtual() {
  ebuild 'S=${WORKDIR}' 'src_unpack() { :; }'
  emerges
  usual
}

# of_the_builder NAME: a program whose .pc file is where the builder's pkg-config looks by itself.
of_the_builder() {
  local place=${root}/toolchain/$1
  mkdir -p "${place}"
  printf '%s\n' '#!/bin/sh' 'echo scanned' > "${place}/$1"
  chmod 755 "${place}/$1"
  printf '%s\n' "scan=${place}/$1" "Name: $1" 'Description: -' 'Version: 1' > "${place}/$1.pc"
  local pkg_config
  pkg_config=$(type -P pkg-config)
  tool pkg-config '#!/bin/sh' "[ -n \"\${PKG_CONFIG_LIBDIR-}\" ] || export PKG_CONFIG_LIBDIR='${place}'" "exec ${pkg_config} \"\$@\""
  ln -s pkg-config "${root}/toolchain/${builder}-pkg-config"
}

# glib_in_root: what compiling with it takes, as it is on the builder.
glib_in_root() {
  local libdir name
  libdir=$(pkg-config --variable=libdir gobject-2.0)
  mkdir -p "${root}/usr/include" "${root}/usr/lib64" "${root}${libdir}"
  ln -s /usr/include/glib-2.0 "${root}/usr/include/glib-2.0"
  for name in glib-2.0 libgobject-2.0.so libglib-2.0.so; do ln -s "${libdir}/${name}" "${root}${libdir}/${name}"; done
  ln -s "${libdir}/pkgconfig" "${root}/usr/lib64/pkgconfig"
}
