# shellcheck shell=bash
# A small build in which one program is clean and one traps, and what to ask of it afterwards.
# shellcheck disable=SC2034,SC2154,SC2164

programs=$(realpath "${here}/../programs/sources")
build=(make -r -s -k -j2 -f build.mk)
cbuild=x86_64-pc-linux-gnu

skip() {
  printf 'skipped: %s\n' "$*"
  exit 77
}

fail() {
  printf '%s\n' "$*"
  [[ ! -s ${home}/log ]] || sed 's/^/  log: /' "${home}/log" | cut -c 1-300 | tail -n 15
  return 1
}

begin() {
  home=${CASES}/${name}
  mkdir -p "${home}"
  ulimit -c 0
  unset MAKEFLAGS MAKEOPTS MAKELEVEL
  export LC_ALL=C.UTF-8
  fresh
  "${build[@]}" > "${home}/without.log" 2>&1 || status_without=$?
  [[ ${status_without-0} == 2 ]] # the program must trap
  contents > "${home}/without"
  fresh
}

# fresh: the tree before anything is built, which becomes the current directory.
fresh() {
  tree=${tree:-${home}/tree}
  rm -rf "${tree}"
  mkdir -p "${tree}"
  cd "${tree}"
  cp "${programs}/foreign.h" .
  sed 's/return argc - 1;/return 0;/' "${programs}/hello.c" > hello.c
  cat > build.mk << 'END'
.PHONY: all
all: clean.txt foreign.txt last.txt
clean.txt: clean
	./clean > $@
foreign.txt: foreign
	./foreign > $@ || { rm $@; exit 1; }
last.txt: clean.txt
	cp clean.txt $@
%.o: hello.c
	gcc -O0 $(if $(findstring foreign,$@),-march=bdver4) -DGREETING='"$*"' -c $< -o $@
clean foreign: %: %.o
	gcc $< -o $@
END
}

contents() { find . -type f -print0 | sort -z | xargs -0 sha256sum; }

# supervised [OPTION...] -- COMMAND...: below crossrc run; its status is ${status}, what it said is in
# ${home}/log.
supervised() {
  status=0
  timeout -k 5 "${patience:-240}" "${CROSSRC}" run --journal "${journal:-${home}/journal}" --tree "${tree}" \
    --cbuild "${cbuild}" "$@" > "${home}/log" 2>&1 || status=$?
}

says() { grep -qE -- "$1" "${home}/log" || fail "the log does not say: $1"; }
silent_about() { ! grep -E -- "$1" "${home}/log" || fail "the log should not say: $1"; }

# all_well: as it is when nothing goes wrong.
all_well() {
  ((status == 0)) || fail "status ${status}"
  no_worse
  [[ -s foreign.txt ]]
}

# no_worse: the status is that of a good build, or of one without crossrc; what such a build makes is
# there and the same, and what crossrc adds is right.
no_worse() {
  ((status == 0 || status == status_without)) || fail "status ${status}, without crossrc ${status_without}"
  contents > "${home}/with"
  diff "${home}/without" "${home}/with" | grep -v '^> .*  ./foreign.txt$' | grep '^[<>]' && return 1
  [[ ! -e foreign.txt ]] || grep -q '^foreign' foreign.txt || fail 'foreign.txt is wrong'
  ((status != 0)) || [[ -s foreign.txt ]] || fail 'it says that all is well, and is not'
}

nobody_left() {
  local -i tries
  for ((tries = 0; tries < 100; tries++)); do
    pgrep -f -- "${home}/" > /dev/null || return 0
    sleep 0.1
  done
  pgrep -af -- "${home}/"
  return 1
}

# in_the_middle COMMAND...: starts a supervised build in the background that takes a while, calls the
# command some time later with the guardian and the worker as its arguments, and waits for the build.
in_the_middle() {
  local guardian worker
  printf 'clean.txt foreign.txt: wait\nwait:\n\t: > started\n\tsleep 1\n\trm started\n.PHONY: wait\n' >> build.mk
  "${CROSSRC}" run --journal "${home}/journal" --tree "${tree}" --cbuild x86_64-pc-linux-gnu -- \
    timeout -k 5 120 "${build[@]}" > "${home}/log" 2>&1 &
  guardian=$!
  until [[ -e started ]]; do sleep 0.05; done
  worker=$(pgrep -P "${guardian}" | head -n 1)
  "$@" "${guardian}" "${worker}"
  status=0
  wait "${guardian}" || status=$?
  fresh_make_file
}

# The file itself is part of the comparison.
fresh_make_file() { sed -i '/wait/,$d' build.mk; }
