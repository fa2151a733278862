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

shape_dies_in_unpack() {
  dies_in src_unpack
}

shape_dies_in_configure() {
  dies_in src_configure
}

shape_dies_in_install() {
  dies_in src_install
}

shape_dies_in_preinst() {
  dies_in pkg_preinst
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

# A command that is not there
shape_command_is_missing() {
  plain
  sed -i 's/^program:.*/&\n\tno-such-command/' "${files}/Makefile"
  fails
  advice
}

# die in a subshell, nonfatal, assert
shape_dies_in_a_subshell() {
  plain 'src_prepare() { default; nonfatal die -n "not this time"; (die "in a subshell"); }'
  fails
  says 'crossrc: method cross'
}

# A process of the build is killed
shape_killed_process() {
  supervised native
  plain 'src_configure() { bash -c "kill -KILL \$\$" || die "killed: $?"; }'
  fails
  advice native
}

# A shell that exits where it should not
shape_exits() {
  plain 'src_compile() { exit 0; }'
  fails
  says 'crossrc: method cross'
}

# No space
shape_no_space() {
  plain 'src_configure() { head -c 1 /dev/zero > /dev/full || die "full"; }'
  fails
  advice
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
