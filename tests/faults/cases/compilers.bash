# shellcheck shell=bash disable=SC2016,SC2034,SC2154,SC2164,SC2317
# The compiler of the twins, which is the builder's, does not do its work.

# with_bad_compiler SCRIPT [OPTION...]: the build where the builder's compiler is that.
with_bad_compiler() {
  cbuild=x86_64-bad-linux-gnu
  mkdir "${home}/bin"
  printf '#!/bin/sh\n%s\n' "$1" > "${home}/bin/${cbuild}-gcc"
  chmod +x "${home}/bin/${cbuild}-gcc"
  PATH=${home}/bin:${PATH}
  supervised "${@:2}" -- "${build[@]}"
  no_worse
}

case_compiler_hangs() {
  with_bad_compiler 'case "$*" in *hello.c*) exec sleep 1000 ;; *) exec gcc "$@" ;; esac' --twin-limit 3
  ((status == status_without))
  says 'not rerun: no twin: its compilers took longer than 3 s; it gets SIGILL'
}

# The package's own compiler, without the target's flags, makes the twin then.
case_compiler_crashes() {
  with_bad_compiler 'kill -SEGV $$'
  all_well
}

case_compiler_prints_megabytes() {
  with_bad_compiler 'yes "error: this is wrong" | head -c 50000000; exit 1'
  all_well
  (($(stat -c %s "${home}/log") < 1000000))
}

case_compiler_is_missing() {
  cbuild=x86_64-none-linux-gnu
  supervised -- "${build[@]}"
  all_well
}

# with_no_good_compiler SCRIPT: every gcc is like that as soon as the programs are there.
with_no_good_compiler() {
  unshare -m true 2> /dev/null || skip 'needs to mount over the compiler'
  printf '#!/bin/sh\n%s\n' "$1" > "${home}/bad"
  chmod +x "${home}/bad"
  status=0
  unshare -m timeout -k 5 120 "${CROSSRC}" run --journal "${home}/journal" --tree "${tree}" --cbuild "${cbuild}" -- \
    sh -c 'make -r -s -f build.mk foreign clean && mount --bind "$1" "$(realpath "$(command -v gcc)")" &&
      exec make -r -s -k -f build.mk' sh "${home}/bad" > "${home}/log" 2>&1 || status=$?
  no_worse
  ((status == status_without))
}

case_all_compilers_crash() {
  with_no_good_compiler 'kill -SEGV $$'
  says 'not rerun: no twin: /.*gcc: it ended by signal 11; it gets SIGILL'
}

case_all_compilers_print_megabytes() {
  with_no_good_compiler 'yes "error: this is wrong" | head -c 50000000; exit 1'
  says 'not rerun: no twin: /.*gcc: error: this is wrong; it gets SIGILL'
  (($(stat -c %s "${home}/log") < 1000000))
}

# All that could make a twin goes away once the program is there.
case_every_compiler_is_missing() {
  mkdir "${home}/bin"
  ln -s /usr/bin/make /bin/sh /bin/cp /bin/rm "${home}/bin"
  supervised -- sh -c 'make -r -s -f build.mk foreign clean && PATH=$1 exec make -r -s -k -f build.mk' sh "${home}/bin"
  all_well # the package's compiler is known by its path
}
