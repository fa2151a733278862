# shellcheck shell=bash
# What the cases ask, and the roots they ask it of. A case stops at the first thing that is not so.
# shellcheck disable=SC2154

fail() {
  printf 'failed: %s\n' "$*" >&2
  exit 1
}

# skip WHY: this machine cannot run the case, which counts neither as passed nor as failed.
skip() {
  printf 'skipped: %s\n' "$*"
  exit 77
}

# expect_line FILE LINE, expect_no_match FILE REGEX, expect_match FILE REGEX
expect_line() {
  grep -qxF -- "$2" "$1" || fail "$1 has no line \"$2\"; it has: $(head -c 2000 "$1")"
}

expect_match() {
  grep -qE -- "$2" "$1" || fail "$1 has nothing like \"$2\"; it has: $(tail -c 3000 "$1")"
}

expect_no_match() {
  ! grep -nE -- "$2" "$1" || fail "$1 has lines like \"$2\" (above)"
}

expect_equal() {
  [[ $1 == "$2" ]] || fail "expected \"$2\", got \"$1\""
}

# fake_root: the case's own root, with the hook as in the tree and fake-crossrc as its helper.
fake_root() {
  root=${roots}/${case}
  new_root "${root}"
  fake=${root}/hook
  mkdir "${fake}"
  local file
  for file in "${top}"/hooks/*; do
    sed "s|@CROSSRC@|${fake}/crossrc|g" "${file}" > "${fake}/${file##*/}"
  done
  cp "${here}/fake-crossrc" "${fake}/crossrc"
  chmod 1777 "${fake}"
  add_line "${fake}/bashrc"
}

# real_root: the same with crossrc as installed by run.
real_root() {
  root=${roots}/${case}
  new_root "${root}"
  add_line "${work}/installed/share/crossrc/bashrc"
}

# The line that `make install` prints.
add_line() {
  printf 'if [[ -r %s ]]; then source %s; fi\n' "$1" "$1" >> "${root}/etc/portage/bashrc"
}

# fake_plan METHOD [WORD...]: what the fake's plan prints; words of a key given here replace ours.
fake_plan() {
  local method=$1 word names='CFLAGS CC CHOST PATH USE'
  shift
  local -A words=(
    [target]="${target}" [root]="${root}" [trap]=rerun
    [phases]="setup unpack prepare configure compile test install"
    [supervise]="configure compile test install"
  )
  local -a rest=()
  for word; do
    if [[ -v words[${word%%=*}] ]]; then words[${word%%=*}]=${word#*=}; else rest+=("${word}"); fi
  done
  for word; do
    case ${word} in set=* | unset=*)
      word=${word#*=}
      names+=" ${word%%=*}"
      ;;
    esac
  done
  {
    printf 'CROSSRC_PLAN=( crossrc=1 package=app-test/probe-1 method=%s' "${method}"
    for word in target root trap phases supervise; do printf ' %q' "${word}=${words[${word}]}"; done
    printf ' %q' "names=${names}"
    ((${#rest[@]} == 0)) || printf ' %q' "${rest[@]}"
    printf ' )\n'
  } > "${fake}/plan.out"
}

# emerge_it [NAME=VALUE...] PACKAGE...: with keeptemp, so that the phases' notes stay. The output
# is in ${root}/emerge.log, the build directory of the last package in ${builddir}.
emerge_it() {
  local -a settings=(FEATURES=keeptemp)
  while [[ $1 == [A-Z]*=* ]]; do
    settings+=("$1")
    shift
  done
  local -a options=()
  while [[ $1 == --* ]]; do
    options+=("$1")
    shift
  done
  local status=0
  in_root "${root}" "${settings[@]}" emerge --oneshot "${options[@]}" "$@" > "${root}/emerge.log" 2>&1 || status=$?
  cat "${root}/emerge.log"
  builddir=$(dirname "${root}"/tmp/portage/*/*/temp)
  temp=${builddir}/temp
  return "${status}"
}

# crossrc_in_root [NAME=VALUE...] COMMAND...: as a user would call it, with a portageq that answers
# as on the builder.
crossrc_in_root() {
  local -a settings=()
  while [[ $1 == [A-Z]*=* ]]; do
    settings+=("$1")
    shift
  done
  mkdir -p "${root}/toolchain"
  on_gentoo || {
    printf '#!/bin/sh\nPORTAGE_OVERRIDE_EPREFIX=%s exec %s "$@"\n' "${work}/builder" \
      "$(portage_bin portageq)" > "${root}/toolchain/portageq"
    chmod 755 "${root}/toolchain/portageq"
  }
  in_root "${root}" "${settings[@]}" "${work}/installed/bin/crossrc" "$@"
}

# emerge_fails ...: the same, for one that has to fail.
emerge_fails() {
  ! emerge_it "$@" || fail "emerge $* should have failed"
}

# The environment that went into the installed package.
installed_environment() {
  bzcat "${root}"/var/db/pkg/app-test/*/environment.bz2
}

# expect_no_trace: nothing of the hook (CROSSRC_CACHEDIR is the caller's) in the environment that is saved, installed and packed, but
# for what MATCH allows in the first.
expect_no_trace() {
  expect_no_match "${temp}/environment" 'CROSSRC_[^C]|crossrc_'
  expect_no_match "${temp}/environment" '^(pre|post)_src_install \(\)'
  installed_environment > "${root}/environment"
  expect_no_match "${root}/environment" 'CROSSRC_[^C]|crossrc_'
  local functions
  for functions in "${temp}"/seen.*.functions; do
    expect_no_match "${functions}" '^crossrc_'
  done
}

# field INDEX CPV NAME: of a Packages index, the header's where the entry leaves it out.
field() {
  awk -v cpv="$2" -v name="$3" '
    BEGIN { RS = ""; FS = "\n" }
    {
      split("", entry)
      for (i = 1; i <= NF; i++) entry[substr($i, 1, index($i, ": ") - 1)] = substr($i, index($i, ": ") + 2)
    }
    NR == 1 { header = entry[name] }
    NR == 1 && cpv == "" { print header }
    NR > 1 && entry["CPV"] == cpv { print(name in entry ? entry[name] : header) }' "$1"
}
