# shellcheck shell=bash
# Keys isa, gcc and compiler: what a package is really built with. All roots have the target's flags,
# and the package runs what it has built.
# shellcheck disable=SC2154

# bits_with LINE...: builds app-test/bits with these keys in its rule.
bits_with() {
  rules 'rules:' '  - match: app-test/bits' "${@/#/    }"
  emerge_it app-test/bits
}

# made_by TEXT: the compilers that left their names in the program.
made_by() {
  readelf -p .comment "${temp}/bits" > "${root}/comment"
  expect_match "${root}/comment" "$1"
}

case_isa_target_traps() {
  real_root
  rules 'rules:' '  - match: app-test/bits' '    method: native' '    isa: target' '    trap: off'
  emerge_fails app-test/bits
  expect_match "${root}/emerge.log" '[Ii]llegal instruction'
  expect_line "${temp}/seen" "cflags=${target_flags}"
}

case_isa_builder() {
  real_root
  printf '%s\n' 'FFLAGS="-O1 -march=bdver4"' 'GOAMD64="v4"' >> "${root}/etc/portage/make.conf"
  bits_with 'method: native' 'isa: builder' 'trap: off'
  expect_match "${temp}/seen" "^cflags=${target_flags} (.* )?-mno-fma4 (.* )?-mno-tbm (.* )?-mno-xop"
  expect_equal "$(sed -n 's/^cxxflags=//p' "${temp}/seen")" "$(sed -n 's/^cflags=//p' "${temp}/seen")"
  expect_match "${temp}/seen" '^fflags=-O1 -march=bdver4 .*-mno-tbm'
  expect_match "${temp}/seen" '^goamd64=v[1-4]$'
  objdump -d --no-show-raw-insn "${root}/usr/bin/bits" > "${root}/disassembly"
  expect_no_match "${root}/disassembly" 'blcfill'
}

# The guide's second article: a root that is kept up by chroot, without a hook.
case_isa_of_a_whole_root() {
  root=${roots}/${case}
  new_root "${root}"
  emerge_fails CBUILD="${target}" app-test/bits
  expect_match "${root}/emerge.log" '[Ii]llegal instruction'
  whole_root_lines >> "${root}/etc/portage/make.conf"
  emerge_it CBUILD="${target}" app-test/bits
  expect_match "${temp}/seen" "^cflags=${target_flags} (.* )?-mno-tbm"
  expect_no_match "${root}/emerge.log" 'crossrc:'
}

whole_root_lines() {
  env PATH="${work}/portage/bin:${PATH}" "${work}/installed/bin/crossrc" isa \
    --config-root "${root}" --make-conf
}

# second_gcc: the version of a GCC of this machine that is not the usual one.
second_gcc() {
  local gcc usual
  usual=$(gcc -dumpversion)
  for gcc in /usr/bin/gcc-[0-9]*; do
    [[ -x ${gcc} && -x ${gcc/gcc-/g++-} && $("${gcc}" -dumpversion) != "${usual}" ]] || continue
    printf '%s\n' "${gcc##*-}"
    return
  done
}

case_gcc_of_another_version() {
  local version tool
  version=$(second_gcc)
  [[ -n ${version} ]] || { on_gentoo && return 0; }
  real_root
  mkdir "${root}/toolchain"
  for tool in gcc g++ gcc-ar; do
    ln -s "/usr/bin/${tool}-${version}" "${root}/toolchain/${target}-${tool}-${version}"
  done
  bits_with 'method: native' "gcc: ${version}"
  expect_line "${temp}/seen" "cc=${target}-gcc-${version}"
  expect_line "${temp}/seen" "cxx=${target}-g++-${version}"
  expect_line "${temp}/seen" "ar=${target}-gcc-ar-${version}"
  made_by "GCC: .* $("gcc-${version}" -dumpfullversion)"
  # its libraries too
  expect_match "${temp}/map" "/${version}/libgcc.*\.a"
  expect_match "${temp}/map" "/${version}/libstdc\+\+"
  expect_no_match "${temp}/map" "/$(gcc -dumpversion)/lib"
}

case_gcc_that_is_not_there() {
  real_root
  mkdir "${root}/toolchain"
  ln -s "$(type -P gcc)" "${root}/toolchain/${target}-gcc-12"
  rules 'rules:' '  - match: app-test/bits' '    gcc: 99'
  emerge_fails app-test/bits
  expect_match "${root}/emerge.log" \
    "^ \* crossrc: app-test/bits-1 needs ${target}-gcc-99, which is not in PATH \(installed: 12\)"
  expect_line "${root}/emerge.log" ' * ERROR: app-test/bits-1::gentoo failed (setup phase):'
}

# Also a program that clang has made is made again for the builder when it traps.
case_compiler_clang() {
  real_root
  bits_with 'method: native' 'compiler: clang'
  expect_line "${temp}/seen" "cc=clang --target=${target}"
  made_by 'clang version'
  expect_match "${root}/emerge.log" '^ \* crossrc: method native, .* 1 was rerun$'
}

# The same by the links that crossrc makes, here in a slot of the test's own.
case_compiler_clang_by_its_links() {
  local tool slot
  real_root
  slot=${root}/llvm/14/bin
  mkdir -p "${slot}"
  for tool in clang clang++; do ln -s "$(type -P "${tool}")" "${slot}/${builder}-${tool}"; done
  ln -s "${slot}" "${root}/toolchain"
  "${work}/installed/bin/crossrc" toolchain llvm-links --llvm "${root}/llvm" --cbuild "${builder}" \
    --chost "${target}"
  bits_with 'method: native' 'compiler: clang' 'isa: builder'
  expect_line "${temp}/seen" "cc=${target}-clang"
  expect_match "${temp}/seen" "^cflags=${target_flags} .*-mno-tbm"
  made_by 'clang version'
  expect_match "${root}/emerge.log" '^ \* crossrc: method native, .* 0 trapped, 0 were rerun$'
}

case_compiler_gcc_where_clang_is_configured() {
  real_root
  echo 'CC="clang" CXX="clang++"' >> "${root}/etc/portage/make.conf"
  bits_with 'method: native' 'compiler: gcc'
  expect_line "${temp}/seen" "cc=${target}-gcc"
  made_by 'GCC: '
  expect_no_match "${root}/comment" 'clang'
}

# Launchers: crossrc asks compilers as root, and ccache and distcc keep files wherever they are called.

# builds_with_launchers: the package is built for the builder's CPU, so that compilers are asked; of
# ccache's and distcc's directories, which are user portage's, nothing becomes root's alone (Portage
# makes some of them, for the group).
builds_with_launchers() {
  mkdir "${root}"/{ccache,distcc}
  chown portage:portage "${root}"/{ccache,distcc}
  printf '%s\n' "CCACHE_DIR=\"${root}/ccache\"" "DISTCC_DIR=\"${root}/distcc\"" 'DISTCC_HOSTS="localhost"' \
    >> "${root}/etc/portage/make.conf"
  bits_with 'method: native' 'isa: builder' 'trap: off'
  expect_match "${temp}/seen" '^cflags=.* -mno-tbm'
  find "${root}/ccache" "${root}/distcc" -user root ! \( -group portage -perm -g=w \) > "${root}/of-root"
  expect_no_match "${root}/of-root" .
}

# feature_of NAME: FEATURES=NAME, for which the distribution has /usr/lib/NAME.
feature_of() {
  real_root
  [[ -d /usr/lib/$1 ]] || skip "no $1 on this machine"
  printf '%s\n' "FEATURES=\"\${FEATURES} $1\"" CC=gcc CXX=g++ >> "${root}/etc/portage/make.conf"
  builds_with_launchers
  [[ -n $(find "${root}/$1" -type f) ]] || fail "$1 was not called"
}

case_launcher_ccache_in_features() {
  feature_of ccache
}

case_launcher_distcc_in_features() {
  feature_of distcc
}

case_launcher_in_path() {
  real_root
  type -P ccache > /dev/null || skip 'no ccache on this machine'
  mkdir "${root}/toolchain"
  local compiler
  for compiler in gcc g++ "${builder}"-{gcc,g++} "${target}"-{gcc,g++}; do
    ln -s "$(type -P ccache)" "${root}/toolchain/${compiler}"
  done
  builds_with_launchers
}

case_launcher_in_cc() {
  real_root
  type -P ccache distcc > /dev/null || skip 'no ccache or no distcc on this machine'
  printf '%s\n' "CC=\"ccache distcc ${target}-gcc\"" "CXX=\"distcc ${target}-g++\"" \
    >> "${root}/etc/portage/make.conf"
  builds_with_launchers
}

# Flags for the CPU of whoever compiles make a package for the builder, whether anything traps or not.
case_march_native_is_told() {
  real_root
  printf '%s\n' 'CFLAGS="-O2 -march=native"' 'CXXFLAGS="-O2 -mtune=native"' >> "${root}/etc/portage/make.conf"
  bits_with 'method: native' 'trap: rerun'
  local told='crossrc: -march=native in CFLAGS means the CPU of this machine'
  expect_match "${root}/emerge.log" "${told}"
  expect_match "${root}/emerge.log" 'crossrc: 1 command compiled for the CPU of this machine'
  expect_match "${root}/emerge.log" 'crossrc: +-march=native in .*: .*gcc .*-march=native .*bits\.c'
  expect_no_match "${root}/emerge.log" 'CXXFLAGS means'
  rm -rf "${root}/tmp/portage" # kept for the questions above, and read again by the next build
  bits_with 'method: native' 'trap: off'
  expect_match "${root}/emerge.log" "${told}"
  expect_no_match "${root}/emerge.log" 'compiled for the CPU of this machine'
}
