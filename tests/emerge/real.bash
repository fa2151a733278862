# shellcheck shell=bash
# What the cases of real packages share: builds with instructions that no builder at hand has, the
# way that needs crossrc, since the build believes that it is native.
# shellcheck disable=SC2154

# package_of NAME: category/name-version of the ebuild in the tests' repository.
package_of() {
  local ebuild
  ebuild=$(compgen -G "${work}/repository/$1/*.ebuild")
  printf '%s/%s\n' "${1%/*}" "$(basename "${ebuild}" .ebuild)"
}

# as_it_comes NAME: built with the target's flags, as a user has them.
as_it_comes() {
  builds_package "$@"
  installs_target_instructions "$1"
  like_the_reference "$1"
}

# forced NAME: every program of the package traps before main, conftests too.
forced() {
  local flags="${target_flags} -include ${work}/trap.h"
  set -- "$@" CFLAGS="${flags}" CXXFLAGS="${flags}" USE=trap
  builds_package "$@"
  ((trapped > 0)) || fail 'nothing trapped'
  installs_target_instructions "$1"
  like_the_reference "$1"
}

# builds_package NAME [NAME=VALUE...]: emerges it with ${method-native} and checks what is true of every
# package; how many programs trapped and were rerun is in ${trapped} and ${rerun} then.
builds_package() {
  [[ -n ${root-} ]] || real_root
  printf '%s\n' "builder: { chost: ${builder}, root: ${work}/builder }" \
    "target: { chost: ${target}, root: ${root} }" "defaults: { method: ${method-native}, trap: ${policy-auto} }" \
    > "${root}/etc/portage/crossrc.yaml"
  emerge_it FEATURES="keeptemp keepwork ${features-}" "${@:2}" "$1"
  local cpv counts
  cpv=$(package_of "$1")
  counts=$(grep -m 1 -E '^ \* crossrc: method (native|cross), [0-9]+ programs? ran, [0-9]+ trapped, [0-9]+ w(as|ere) rerun$' "${root}/emerge.log")
  read -r ran trapped rerun <<< "${counts//[!0-9]/ }"
  ((rerun == trapped && trapped <= ran)) || fail "${counts}"
  [[ ! -s ${temp}/crossrc/failures ]] || fail "not rerun: $(< "${temp}/crossrc/failures")"
  expect_no_match "${root}/emerge.log" '[Ii]llegal instruction'
  expect_equal "$(field "${root}/packages/Packages" "${cpv}" CHOST)" "${target}"
  expect_equal "$(cat "${root}/var/db/pkg/${cpv}/CHOST")" "${target}"
  expect_no_match <(bzcat "${root}/var/db/pkg/${cpv}/environment.bz2" | grep -v CROSSRC_CACHEDIR=) 'CROSSRC_|crossrc_|BUILD_CC='
}

# dies_without NAME: the same build without the hook ends in SIGILL.
dies_without() {
  root=${roots}/${case}
  new_root "${root}"
  emerge_fails CBUILD="${target}" "$@"
  expect_match "${root}/emerge.log" '[Ii]llegal instruction'
}

# like_the_reference NAME: it installed the same files, and configure got the same answers, as where
# its programs cannot trap.
like_the_reference() {
  local reference
  reference=$(reference_of "$1")
  diff "${reference}/files" <(installed_files "${root}" "$1") || fail 'other files are installed'
  diff "${reference}/answers" <(answers_of "${root}") || fail 'configure got other answers'
}

# with_libc: the root has a C library, so that programs start there.
with_libc() {
  mkdir "${root}/lib64"
  cp /lib64/ld-linux-x86-64.so.2 "$(ldd /bin/true | awk '/libc.so/ { print $3 }')" "${root}/lib64"
}

# reference_of NAME: the directory of the answers and files of a build with flags that the builder can
# run, made if none is known already of the same ebuild on a machine with the same packages: configure
# finds whatever is installed.
reference_of() {
  local name=$1 made_of directory
  made_of=$({ cat "${here}/real.bash" "${work}/repository/eclass"/* "${work}/repository/${name}"/*.ebuild && installed_packages; } | sha256sum)
  directory=${work}/references/$(package_of "${name}")-${made_of:0:12}
  mkdir -p "${directory}"
  (
    exec 8> "${directory}/.lock"
    flock 8
    [[ ! -f ${directory}/files ]] || exit 0
    new_root "${directory}/root"
    in_root "${directory}/root" CBUILD="${target}" CFLAGS=-O2 CXXFLAGS=-O2 FEATURES="keepwork -buildpkg" \
      emerge --oneshot "${name}" > "${directory}/log" 2>&1 || exit
    answers_of "${directory}/root" > "${directory}/answers"
    installed_files "${directory}/root" "${name}" > "${directory}/files.new"
    mv "${directory}/files.new" "${directory}/files"
    rm -rf "${directory}/root"
  ) || fail "no reference build, see ${directory}/log"
  printf '%s\n' "${directory}"
}

# installed_packages: the builder's own, with their versions.
installed_packages() {
  if command -v dpkg-query > /dev/null; then dpkg-query --show; else printf '%s\n' /var/db/pkg/*/*; fi
}

# installed_files ROOT NAME: CONTENTS of the installed package without sums and times.
installed_files() {
  sed -E 's/^(obj .*) [0-9a-f]{32} [0-9]+$/\1/; s/^(sym .*) [0-9]+$/\1/' \
    "$1/var/db/pkg/$(package_of "$2")/CONTENTS" | sort
}

# answers_of ROOT: what configure, cmake or meson found out in the build directory that is kept:
# cache variables, and the headers that they are written to.
answers_of() {
  local work_dir
  work_dir=$(compgen -G "$1/tmp/portage/*/*/work")
  {
    find "${work_dir}" -name config.log -exec grep -hE '^[a-z]+_cv_' {} + | grep -vE '_cv_(env_|timestamp=)'
    find "${work_dir}" -name CMakeCache.txt -exec grep -hE '^[^/#].*:INTERNAL=' {} +
    find "${work_dir}" -name '*config*.h' -exec grep -hE '^(#define|/\* #undef)' {} +
  } | sed -e "s|$1|ROOT|g; s|${builder}-||g; s| -include [^ ]*/trap.h||g; s| *${target_flags#-O2 }||g" | sort -u
}

# installs_target_instructions NAME: one of its installed files has FMA4 (four operands), XOP or TBM
# (bextr with an immediate is TBM's), which only AMD's bdver1 to bdver4 had.
installs_target_instructions() {
  local fma4='vfn?m(add|sub|addsub|subadd)[ps][ds] +[^,]+,[^,]+,[^,]+,[^,]+$'
  local xop='vpcmov|vprot[bwdq]|vpcom[a-z]*|vpperm|vpmacs[a-z]*|vphadd[a-z]*|vpsh[al][bwdq]|vfrcz[ps][ds]'
  local tbm='blc(fill|i|ic|msk|s)|bls(fill|ic)|t1mskc|tzmsk|bextr +\$'
  local kind file
  while read -r kind file _; do
    [[ ${kind} == obj ]] || continue
    objdump -d --no-show-raw-insn "${root}${file}" > "${root}/objdump" 2> /dev/null || continue # no ELF
    sed 's/^[^\t]*\t//' "${root}/objdump" > "${root}/disassembly"
    ! grep -E -m 3 "^(${fma4}|(${xop}|${tbm}))" "${root}/disassembly" || return 0
  done < "${root}/var/db/pkg/$(package_of "$1")/CONTENTS"
  fail "nothing that it installed has an instruction of the target's own"
}
