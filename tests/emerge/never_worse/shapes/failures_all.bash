# shellcheck shell=bash
# The rest of failures.bash, for make check-all.
# shellcheck disable=SC2016,SC2154

shape_dies_in_unpack() {
  dies_in src_unpack
}

shape_dies_in_configure() {
  dies_in src_configure
}

shape_dies_in_preinst() {
  dies_in pkg_preinst
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
