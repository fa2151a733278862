# shellcheck shell=bash
# Phases and whole commands inside of the target's root, which here is made of this machine's /usr
# and whatever a case changes in it.
# shellcheck disable=SC2016,SC2154

# in_namespace FUNCTION: in a mount namespace of its own, so that nothing of it is left behind.
in_namespace() {
  here=${here} case=${case} roots=${roots} unshare --mount bash -c '
    set -eEuo pipefail
    trap '\''printf "failed: line %s: %s\n" "${LINENO}" "${BASH_COMMAND}" >&2'\'' ERR
    source "${here}/lib.bash"
    source "${here}/expect.bash"
    source "${here}/real.bash"
    for file in "${here}"/cases/*.bash; do source "${file}"; done
    "$1"' in_namespace "$1"
}

# add_userland: gives ${root} a /usr of its own, with the target's compilers in it.
add_userland() {
  local name tool
  mkdir -p "${root}"/{usr,etc,dev,proc,sys,run,var/tmp,.usr/{upper,work}}
  mount -t overlay overlay -o "lowerdir=/usr,upperdir=${root}/.usr/upper,workdir=${root}/.usr/work" "${root}/usr"
  for name in bin sbin lib lib32 lib64 libx32; do
    [[ ! -L /${name} ]] || ln -s "usr/${name}" "${root}/${name}"
  done
  cp -a /etc/{passwd,group,ld.so.cache,ld.so.conf} "${root}/etc/"
  for name in ld.so.conf.d alternatives; do
    [[ ! -d /etc/${name} ]] || cp -a "/etc/${name}" "${root}/etc/"
  done
  for tool in "${work}/toolchain/${target}"-*; do
    ln -sfn "$(readlink "${tool}")" "${root}/usr/bin/${tool##*/}"
  done
  touch "${root}/usr/inside"
}

# add_trapping NAME: a program of the target's root that dies on this machine, which has one there too.
add_trapping() {
  # shellcheck disable=SC2086
  printf 'int main(void) { return 0; }\n' |
    gcc -x c - -include "${work}/trap.h" ${target_flags} -o "${root}/usr/bin/$1.new"
  mv "${root}/usr/bin/$1.new" "${root}/usr/bin/$1"
}

# chroot_rules: everything is built with the method chroot.
chroot_rules() {
  printf '%s\n' "builder: { chost: ${builder}, root: ${work}/builder }" \
    "target: { chost: ${target}, root: ${root} }" "defaults: { method: chroot }" \
    > "${root}/etc/portage/crossrc.yaml"
}

# note_places: each phase writes down which root and user it has.
note_places() {
  cat >> "${root}/etc/portage/bashrc" << 'END'
case ${EBUILD_PHASE-} in
  setup | unpack | prepare | configure | compile | install | preinst)
    [[ -e /usr/inside ]] && note=inside || note=outside
    printf '%s %s\n' "${note}" "${EUID}" > "${T}/place.${EBUILD_PHASE}"
    unset -v note
    ;;
esac
END
}

case_chroot_phases() {
  in_namespace chroot_phases
}

chroot_phases() {
  local phase user
  user=$(id -u portage)
  real_root
  add_userland
  chroot_rules
  note_places
  emerge_it FEATURES= app-test/empty
  emerge_it USE=ipc app-test/probe
  for phase in unpack prepare configure compile; do
    expect_equal "$(< "${temp}/place.${phase}")" "inside ${user}"
    expect_line "${temp}/seen.${phase}" "CBUILD=\"${target}\""
    expect_line "${temp}/seen.${phase}" "CHOST=\"${target}\""
    expect_line "${temp}/seen.${phase}" 'SYSROOT=""'
  done
  expect_equal "$(< "${temp}/place.install")" "inside 0"
  expect_equal "$(< "${temp}/place.setup")" "outside 0"
  expect_equal "$(< "${temp}/place.preinst")" "outside 0"
  expect_match "${root}/emerge.log" 'crossrc: method chroot'
  expect_no_match "${root}/emerge.log" 'QA Notice|cannot become|warning'
  expect_no_match "${temp}/environment" 'CROSSRC_(PLAN|RESTARTED)|crossrc_'
  expect_no_match <(installed_environment) 'CROSSRC_(PLAN|RESTARTED)|crossrc_'
  [[ -f ${root}/usr/share/probe/plain ]]
  [[ $(findmnt -rno TARGET | grep -c "^${root}") == 1 ]] || fail "mounts are left: $(findmnt -rno TARGET)"
}

# A program of the target's that traps is the builder's own of the same path, in every phase; so is
# one whose library traps; a program of the package is its twin.
case_chroot_traps() {
  in_namespace chroot_traps
}

chroot_traps() {
  real_root
  add_userland
  add_trapping m4
  chroot_rules
  emerge_it app-test/inside
  expect_line "${temp}/m4" 'said by m4'
  expect_line "${temp}/helper" 'said by helper, CBUILD x86_64-laptop-linux-gnu'
  expect_match "${root}/emerge.log" 'crossrc: method chroot, [0-9]+ programs ran, [2-9] trapped, [2-9] were rerun'
  expect_no_match "${root}/emerge.log" '[Ii]llegal instruction'
  [[ -x ${root}/usr/bin/helper ]]
}

# A root that is the target's throughout: the shell and the tools of every phase trap, and are the
# builder's own of the same paths. Only a program that the builder has not gets its SIGILL.
case_chroot_foreign() {
  in_namespace chroot_foreign
}

chroot_foreign() {
  local name
  real_root
  add_userland
  add_trapping m4
  for name in bash dash cat chmod cp env find grep install ln mkdir mv rm sed sort tr uniq xargs; do
    add_trapping "$(basename "$(realpath "$(type -P "${name}")")")"
  done
  add_trapping only-here
  chroot_rules
  emerge_it app-test/inside
  expect_line "${temp}/helper" 'said by helper, CBUILD x86_64-laptop-linux-gnu'
  expect_no_match "${root}/emerge.log" '[Ii]llegal instruction'
  crossrc_in_root chroot "${root}" -- bash -c 'echo word | cat; only-here; echo "status $?"' > "${root}/said" 2> "${root}/complaints"
  expect_line "${root}/said" word
  expect_line "${root}/said" 'status 132'
  expect_match "${root}/complaints" 'crossrc: the builder.s "/usr/bin/bash" .* takes the place of the target.s'
  expect_match "${root}/complaints" 'only-here": .*; not rerun: no twin: it is the target.s, and the builder has no "/usr/bin/only-here"; it gets SIGILL$'
}

# Unwatched, such a root's bash dies before it can say anything.
case_chroot_foreign_unwatched() {
  in_namespace chroot_foreign_unwatched
}

chroot_foreign_unwatched() {
  local status=0
  real_root
  add_userland
  add_trapping bash
  chroot_rules
  sed -i 's/method: chroot/&, trap: "off"/' "${root}/etc/portage/crossrc.yaml"
  emerge_fails app-test/inside
  expect_line "${root}/emerge.log" " * crossrc: bash of \"${root}\" dies of SIGILL on this machine, and nothing takes its place: programs that trap are not watched here, see \"trap\" in crossrc.yaml(5)"
  expect_match "${root}/emerge.log" 'ERROR: app-test/inside-1::gentoo failed \(unpack phase\)'
  crossrc_in_root chroot --trap off "${root}" -- bash -c : 2> "${root}/complaints" || status=$?
  expect_equal "${status}" 132
  expect_match "${root}/complaints" '^crossrc: "bash" ended with status 132, SIGILL: with --trap off'
}

# Where bubblewrap may not make a root the phase says so and stops.
case_chroot_forbidden() {
  in_namespace chroot_forbidden
}

chroot_forbidden() {
  real_root
  add_userland
  chroot_rules
  mkdir -p "${root}/toolchain"
  printf '#!/bin/sh\necho "bwrap: setting up uid map: Permission denied" >&2\nexit 1\n' > "${root}/toolchain/bwrap"
  chmod 755 "${root}/toolchain/bwrap"
  emerge_fails app-test/probe
  expect_match "${root}/emerge.log" "crossrc: user $(id -u portage) cannot make a root with bubblewrap: bwrap: setting up uid map: Permission denied; allow"
  expect_match "${root}/emerge.log" "crossrc: unpack cannot run inside of ${root}, see above"
  [[ ! -e ${root}/usr/share/probe ]]
}

# A whole emerge inside, as root: with its own configuration, and nothing left behind.
case_chroot_command() {
  in_namespace chroot_command
}

chroot_command() {
  real_root
  add_userland
  add_trapping m4
  crossrc_in_root --version
  find "${root}" -xdev | sort > "${roots}/${case}.before"
  crossrc_in_root chroot "${root}" -- sh -c 'test -e /usr/inside && echo word | m4 && echo kept > /var/kept && id -u' > "${root}/said" 2> "${root}/complaints"
  expect_equal "$(tr '\n' ' ' < "${root}/said")" "word 0 "
  expect_equal "$(< "${root}/var/kept")" kept
  expect_match "${root}/complaints" 'crossrc: the builder.s "/usr/bin/m4" .* takes the place of the target.s'
  rm "${root}/var/kept" "${root}"/{said,complaints}
  find "${root}" -xdev | sort | diff "${roots}/${case}.before" - || fail 'something is left behind'
}
