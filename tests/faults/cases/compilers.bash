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

case_compiler_crashes() {
  with_bad_compiler 'kill -SEGV $$'
}

case_compiler_prints_megabytes() {
  with_bad_compiler 'yes "error: this is wrong" | head -c 50000000; exit 1'
  (($(stat -c %s "${home}/log") < 1000000))
}

case_compiler_is_missing() {
  cbuild=x86_64-none-linux-gnu
  supervised -- "${build[@]}"
  no_worse
}

# All that could make a twin goes away once the program is there.
case_every_compiler_is_missing() {
  mkdir "${home}/bin"
  ln -s /usr/bin/make /bin/sh /bin/cp /bin/rm "${home}/bin"
  supervised -- sh -c 'make -r -s -f build.mk foreign clean && PATH=$1 exec make -r -s -k -f build.mk' sh "${home}/bin"
  no_worse
}
