# shellcheck shell=bash
# Packages that fail, by themselves: with the same status, the same message, and nothing of crossrc's that is not
# so.
# shellcheck disable=SC2016,SC2154

# dies_in PHASE: with a message.
dies_in() {
  plain "$1() { die \"in $1\"; }"
  fails
  advice
}

shape_dies_in_setup() {
  plain 'pkg_setup() { die "in pkg_setup"; }'
  fails
  says 'crossrc: method cross'
}

shape_dies_in_install() {
  dies_in src_install
}

# Tests that fail
shape_tests_fail() {
  supervised native
  plain 'src_test() { false || die "tests fail"; }'
  fails FEATURES=test
  advice native
}

# A compiler's error, and what is left of the build
shape_compile_error() {
  plain
  echo '#error as it should' >> "${files}/plain.c"
  fails FEATURES=fail-clean
  differs 'plain.c|^make: \*\*\*|^   *[0-9]* \||^ *\|'
  advice
}

# A process of the build is killed
shape_killed_process() {
  supervised native
  plain 'src_configure() { bash -c "kill -KILL \$\$" || die "killed: $?"; }'
  fails
  advice native
}

# One that traps by itself on any machine: without crossrc it fails, and says so, the same
shape_traps_everywhere() {
  flags '-O2'
  rules 'defaults: { method: native, trap: rerun }'
  make_conf "CBUILD=\"${target}\""
  ebuild 'src_compile() { echo "int main(void) { __builtin_trap(); }" > a.c && ${CHOST}-gcc a.c -o a && ./a || die "status $?"; }'
  fails
  says 'crossrc:.*'
  differs 'Illegal instruction'
}
