# shellcheck shell=bash
# The words that a shape is written in. A shape is a function shape_NAME: it is called once for a root
# without the hook and once for one with it, which lie at the same path, ${root}. It says what the package
# is, what the configuration, what is run, and which lines of crossrc's are right:
#
#   # A Makefile that does nothing
#   shape_nothing() {
#     ebuild 'src_compile() { emake; }'
#     file Makefile 'all:'
#     emerges
#     says 'crossrc: method cross'
#   }
# shellcheck disable=SC2034,SC2154

category=app-shape
# The sources are no tarball, whatever the eclass says.
# shellcheck disable=SC2016
own_unpack='src_unpack() { mkdir "${S}" && cp -RL "${FILESDIR}/." "${S}" || die; }'

# skip WHY, needs PROGRAM...: the shape cannot be built on this machine.
skip() {
  printf 'skipped: %s\n' "$*"
  exit 77
}

needs() {
  local program
  for program; do
    PATH=${work}/toolchain:/usr/local/bin:/usr/bin:/bin type -P "${program}" > /dev/null || skip "no ${program}"
  done
}

# ebuild LINE...: the lines of an ebuild for ${shape}; those that they do not set of the usual variables
# are put first. Its sources are what `file` put into FILESDIR. ebuild_of NAME LINE...: of another package,
# with the same sources.
ebuild() {
  ebuild_of "${shape}" "$@"
}

ebuild_of() {
  local directory=${repository}/${category}/$1
  shift
  mkdir -p "${directory}"
  ln -sfn "${files}" "${directory}/files"
  {
    printf '%s\n' "EAPI=${eapi}"
    printf '%s\n' "$@" | grep '^inherit ' || :
    # shellcheck disable=SC2016
    printf '%s\n' 'DESCRIPTION="A shape"' 'SLOT="0"' 'KEYWORDS="amd64"' 'SRC_URI=""' 'S=${WORKDIR}/${P}' "${own_unpack}"
    printf '%s\n' "$@" | grep -v '^inherit ' || :
  } > "${directory}/${directory##*/}-${version}.ebuild"
}

# plain [LINE...]: the package of plain/, which has of most things a little, with these lines at the end of its
# ebuild.
plain() {
  cp "${here}"/plain/* "${files}"
  rm "${files}/ebuild"
  ebuild "$(< "${here}/plain/ebuild")" "$@"
}

# file PATH [LINE...]: a file of the package's sources; without lines standard input.
file() {
  mkdir -p "$(dirname "${files}/$1")"
  if (($# > 1)); then printf '%s\n' "${@:2}"; else cat; fi > "${files}/$1"
}

# make_conf LINE..., package_env NAME LINE...: the target's; the latter for ${shape} only.
make_conf() {
  printf '%s\n' "$@" >> "${root}/etc/portage/make.conf"
}

package_env() {
  mkdir -p "${root}/etc/portage/env"
  printf '%s\n' "${category}/${shape} $1" >> "${root}/etc/portage/package.env"
  printf '%s\n' "${@:2}" > "${root}/etc/portage/env/$1"
}

# flags FLAGS: of the target, in place of ${target_flags}: where the package runs what it has built, those
# that this machine can run.
flags() {
  make_conf "CFLAGS=\"$1\"" "CXXFLAGS=\"$1\"" "FFLAGS=\"$1\"" "FCFLAGS=\"$1\""
}

# bashrc LINE...: of the user's, above crossrc's line.
bashrc() {
  {
    printf '%s\n' "$@"
    cat "${root}/etc/portage/bashrc"
  } > "${root}/etc/portage/bashrc.new"
  mv "${root}/etc/portage/bashrc.new" "${root}/etc/portage/bashrc"
}

# rules LINE...: the target's crossrc.yaml, with the machines filled in; without the word it holds
# nothing else.
rules() {
  printf '%s\n' "builder: { chost: ${builder}, root: ${builder_root} }" \
    "target: { chost: ${target}, root: ${root} }" "$@" > "${root}/etc/portage/crossrc.yaml"
}

# supervised METHOD: what the package builds may be run on this machine, and is watched all the same. A native
# build is so without the hook, too.
supervised() {
  flags '-O2 -pipe'
  rules "defaults: { method: $1, trap: rerun }"
  [[ $1 != native ]] || make_conf "CBUILD=\"${target}\"" "BUILD_CC=\"${builder}-gcc\""
}

# libc_in_root: programs that were built with it start by the root's own loader.
libc_in_root() {
  mkdir "${root}/lib64"
  cp /lib64/ld-linux-x86-64.so.2 "$(ldd /bin/true | awk '/libc.so/ { print $3 }')" "${root}/lib64"
}

# tool NAME LINE...: a script that comes first in PATH. launcher NAME: the compilers of all tuples by it.
tool() {
  mkdir -p "${root}/toolchain"
  printf '%s\n' "${@:2}" > "${root}/toolchain/$1"
  chmod 755 "${root}/toolchain/$1"
}

launcher() {
  local tuple name
  mkdir -p "${root}/toolchain"
  for tuple in "${builder}-" "${target}-" ''; do
    for name in gcc g++ cc c++; do ln -sfn "$(type -P "$1")" "${root}/toolchain/${tuple}${name}"; done
  done
}

# emerges [NAME=VALUE...] [OPTION...] [PACKAGE...]: ${shape}, if no package is named. What it says and
# its status are compared. fails ...: the same, for what fails without crossrc, too. runs COMMAND...:
# another of Portage's commands.
emerges() {
  emerges_to 0 "$@"
}

fails() {
  emerges_to 1 "$@"
}

# emerges_to STATUS ...
emerges_to() {
  local status=$1
  local -a settings=() options=()
  shift
  while [[ ${1-} == [A-Z]*=* ]]; do settings+=("$1") && shift; done
  while [[ ${1-} == -* ]]; do options+=("$1") && shift; done
  (($# > 0)) || set -- "${shape}"
  runs_to "${status}" "${settings[@]}" emerge --oneshot "${options[@]}" "${@/#/"${category}/"}"
}

runs() {
  runs_to 0 "$@"
}

# runs_to STATUS [NAME=VALUE...] COMMAND...
runs_to() {
  local status=0
  in_root "${root}" PATH="${path}" "${@:2}" >> "${root}/log" 2>&1 || status=$?
  printf '%s: status %s\n' "${*:2}" "${status}" >> "${root}/status"
  if [[ ${side} == without && ${status} != "$1" ]]; then
    tail -n 30 "${root}/log"
    printf 'failed: without crossrc, too: %s: status %s\n' "${*:2}" "${status}"
    exit 1
  fi
}

# says REGEX...: all lines of crossrc's that are right with the hook are like one of these, from "crossrc:" to
# their ends, and each of these is said.
says() {
  printf '%s\n' "$@" >> "${root}/says"
}

# usual [METHOD]: what it says of each package that is watched.
usual() {
  says "crossrc: method ${1-cross}" "crossrc: method ${1-cross}, [0-9]+ programs? ran, 0 trapped, 0 were rerun"
}

# advice [METHOD]: what it says of a package that fails for a reason that crossrc does not know.
advice() {
  says "crossrc: method ${1-cross}(, [0-9]+ programs? ran, 0 trapped, 0 were rerun)?" \
    'crossrc: try: the log shows nothing that crossrc knows; .*' "crossrc:     - match: ${category}/.*" \
    'crossrc:       .*' 'crossrc: the rule goes below "rules" in crossrc.yaml; .*'
}

# differs REGEX: lines of the log that may come or go with the hook.
differs() {
  printf '%s\n' "$@" >> "${root}/differs"
}

# owners DIR: who owns what below a directory that is no root's is compared, too.
owners() {
  find "$1" -printf '%y %u:%g %m\n' | sort -u > "${root}/owners"
}

# build_here: the shape's root, made at ${root} and put away as ${suite}/${shape}/${side}.
build_here() {
  root=${suite}/${shape}/root
  repository=${root}/repository
  files=${root}/files
  builder_root=${work}/builder
  path=${root}/toolchain:${work}/toolchain:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  eapi=8 version=1
  ebuild_file=${repository}/${category}/${shape}/${shape}-1.ebuild
  new_root "${root}"
  own_repository
  rules
  hook_line > "${root}/etc/portage/bashrc"
  : > "${root}/says"
  : > "${root}/differs"
  "shape_${shape}"
  rm -rf "${suite:?}/${shape}/${side}"
  mv "${root}" "${suite}/${shape}/${side}"
}

hook_line() {
  local line=${suite}/installed/share/crossrc/bashrc
  [[ ${side} == with && -z ${NEVER_WORSE_CONTROL-} ]] || line=/nonexistent
  printf 'if [[ -r %s ]]; then source %s; fi\n' "${line}" "${line}"
}

# The tests' repository with the shape's own package in it.
own_repository() {
  mkdir -p "${repository}/profiles" "${files}"
  cp -r "${work}/repository"/{eclass,metadata} "${repository}"
  cp -r "${work}/repository/profiles/." "${repository}/profiles"
  printf '%s\n' "${category}" >> "${repository}/profiles/categories"
  sed -i "s|^location = .*|location = ${repository}|" "${root}/etc/portage/repos.conf/gentoo.conf"
  ln -sfn "${repository}/profiles/default" "${root}/etc/portage/make.profile"
  mkdir "${root}/distfiles"
  make_conf "DISTDIR=\"${root}/distfiles\""
  grep '^portage:' /etc/passwd > "${root}/etc/passwd"
  grep '^portage:' /etc/group > "${root}/etc/group"
}
