# shellcheck shell=bash
# What root does in ${T} and the image, which are user portage's.
# shellcheck disable=SC2154,SC2016,SC2317

claim_a_plan_is_not_read_through_a_link() {
  as_portage ln -s "${victim}" "${theirs}/crossrc/plan"
  [[ -z $("${crossrc}" file get "${theirs}/crossrc/plan") ]]
  as_portage rm -r "${theirs}/crossrc"
  as_portage ln -s "${closed}" "${theirs}/crossrc"
  says 'a link of user' "${crossrc}" file get "${theirs}/crossrc/victim"
}

claim_a_plan_is_not_written_through_a_link() {
  as_portage ln -s "${victim}" "${theirs}/crossrc/plan"
  printf 'words' | "${crossrc}" file put "${theirs}/crossrc/plan"
  [[ ! -L ${theirs}/crossrc/plan && $(< "${theirs}/crossrc/plan") == words ]]
  as_portage rm -r "${theirs}/crossrc"
  as_portage ln -s "${closed}" "${theirs}/crossrc"
  says 'a link of user' "${crossrc}" file put "${theirs}/crossrc/plan" <<< words
  says 'a link of user' "${crossrc}" file put "${theirs}/crossrc/victim" < /dev/null
}

claim_a_plan_is_not_written_through_a_hard_link() {
  ln "${victim}" "${theirs}/crossrc/plan" # as where protected_hardlinks is 0
  printf 'words' | "${crossrc}" file put "${theirs}/crossrc/plan"
}

claim_a_pipe_makes_root_not_wait() {
  as_portage mkfifo "${theirs}"/crossrc/{plan,counts,events}
  [[ -z $(timeout 10 "${crossrc}" file get "${theirs}/crossrc/plan") ]]
  record built method=native
}

claim_no_race_over_the_plan_writes_elsewhere() {
  put() { printf 'words' | "${crossrc}" file put "${theirs}/crossrc/plan"; }
  races "${theirs}/crossrc" "${closed}" put
}

# supervise COMMAND...: as root, like src_install.
supervise() {
  (cd "${theirs}" && "${crossrc}" run --cbuild '' --journal "${theirs}/crossrc" --tree "${theirs}" --trap rerun -- "$@")
}

claim_a_journal_is_not_written_through_a_link() {
  local name
  for name in commands events failures counts twins/scans twins/log; do
    as_portage mkdir -p "${theirs}/crossrc/twins"
    as_portage ln -s "${victim}" "${theirs}/crossrc/${name}"
  done
  write_program
  supervise sh -c 'gcc -O1 -march=bdver4 hello.c -o hello; ./hello; :' || true
  untouched
  rm -rf "${theirs}/crossrc"
  as_portage ln -s "${closed}" "${theirs}/crossrc"
  supervise true || true
}

# Where the sources are, in a clone below /root, user portage may not read.
write_program() {
  local file
  for file in hello.c foreign.h; do
    as_portage tee "${theirs}/${file}" < "${top}/tests/programs/sources/${file}" > /dev/null
  done
}

claim_twins_are_made_by_whom_the_build_directory_belongs_to() {
  write_program
  supervise sh -c 'gcc -O1 -march=bdver4 hello.c -o hello && ./hello' > "${own}/log" 2>&1
  grep -q 'hello 42' "${own}/log"
  [[ $(find "${theirs}/crossrc" ! -user portage) == '' && -n $(find "${theirs}/crossrc/twins" -name hello) ]]
}

# journal PROGRAM WORD...: user portage writes that such a command made hello, just now.
journal() {
  python3 - "${theirs}" "$@" << 'END'
import struct, sys, time
directory, program, *words = sys.argv[1:]
fields = ["0", str(time.time_ns()), program, directory, str(len(words)), *words, "PATH=/usr/bin:/bin"]
record = b"".join(field.encode() + b"\0" for field in fields)
with open(directory + "/crossrc/commands", "wb") as file:
    file.write(b"crossrc journal 2\n" + struct.pack("<I", len(record)) + record)
END
  chown portage "${theirs}/crossrc/commands"
}

claim_what_a_journal_says_is_not_run_by_root() {
  write_program
  as_portage bash -c 'gcc -O1 -march=bdver4 "$1/hello.c" -o "$1/hello"' bash "${theirs}"
  printf '#!/bin/sh\nid -u >> "%s/ran"\ntouch "%s/pwned"\n' "${theirs}" "${closed}" > "${theirs}/evil-gcc"
  chmod 755 "${theirs}/evil-gcc"
  as_portage cp "${theirs}/evil-gcc" "${theirs}/x86_64-evil-linux-gnu-gcc"
  journal "${theirs}/x86_64-evil-linux-gnu-gcc" gcc hello.c -o hello
  PATH=${theirs}:${PATH} supervise sh -c './hello; :' || true
  journal "${theirs}/gcc" gcc -o hello hello.c "-wrapper,${theirs}/evil-gcc"
  supervise sh -c './hello; :' || true
  [[ ! -e ${theirs}/ran ]] || ! grep -qx 0 "${theirs}/ran"
}

claim_a_damaged_journal_is_told_and_nothing_else() {
  write_program
  as_portage bash -c 'gcc -O1 -march=bdver4 "$1/hello.c" -o "$1/hello"' bash "${theirs}"
  local content status
  for content in 'crossrc journal 2\n\0377\0377\0377\0377' 'crossrc journal 2\n\04\0\0\0abc\0' 'another\n' \
    'crossrc journal 2\n\07\0\0\000999999\0' 'crossrc journal 2\n\0\0\0\0'; do
    printf %b "${content}" | as_portage tee "${theirs}/crossrc/commands" > /dev/null
    status=0
    supervise ./hello > "${own}/log" 2>&1 || status=$?
    [[ ${status} == 132 ]] || { printf 'status %s of %q\n' "${status}" "${content}" && cat "${own}/log" && return 1; }
    grep -q 'not rerun' "${own}/log"
  done
}

# record OUTCOME WORD...: as the hooks call it at the end of a build.
record() {
  env -i PATH="${PATH}" CROSSRC_CACHEDIR="${own}/cache" T="${theirs}" ROOT=/root/ PORTAGE_CONFIGROOT="${own}" \
    CATEGORY=a PF=b-1 LC_ALL=C.UTF-8 ${log+PORTAGE_LOG_FILE="${log}"} timeout 10 "${crossrc}" record "$1" -- "${@:2}"
}

claim_events_and_counts_are_data() {
  printf '9$(touch %s/pwned) 1 1\n' "${closed}" > "${theirs}/crossrc/counts"
  printf '%s\0' refused $'/t/\033[2J$(touch pwned)\nx' '' '' '' 0 '`touch pwned`' '\e[31m; touch pwned' > "${theirs}/crossrc/events"
  record built 'method=$(touch pwned)' > "${own}/said"
  ! grep -q '[[:cntrl:]]' "${own}/said"
  source "${top}/hooks/hook.bash"
  local line
  ewarn() { echo -e "$*"; }
  while IFS= read -r line; do (cd "${closed}" && crossrc_say ewarn "${line}"); done < "${own}/said" > "${own}/shown"
  ! grep -q $'\033' "${own}/shown"
}

claim_a_log_is_not_read_through_a_link() {
  printf '>>> Compiling source\n./gen: Illegal instruction\n * ERROR: a/b-1::gentoo failed (compile phase):\n' > "${own}/secret"
  chmod 600 "${own}/secret"
  as_portage ln -s "${own}/secret" "${theirs}/build.log"
  log=${theirs}/build.log record failed method=cross > "${own}/said"
  ! grep -q Illegal "${own}/said"
}

claim_the_history_is_of_root_alone() {
  record built method=cross
  [[ $(stat -c '%u %a' "${own}/cache" "${own}/cache/history" "${own}/cache/.history.lock") == $'0 755\n0 644\n0 600' ]]
}

claim_what_a_log_says_becomes_no_other_rule() {
  printf '%s\n' '>>> Compiling source' 'sh: x]}, env: { FOO: "$(touch pwned)" }: command not found' \
    '/bin/sh: 1: "a" : b # : not found' "ModuleNotFoundError: No module named 'a\"]}'" './gen: Illegal instruction' \
    ' * ERROR: a/b-1::gentoo failed (compile phase):' > "${theirs}/build.log"
  log=${theirs}/build.log record failed method=cross target=x > /dev/null
  mkdir -p "${own}/etc/portage"
  CROSSRC_CACHEDIR=${own}/cache "${crossrc}" learn --config-root "${own}" > "${own}/said" || return 0
  ! grep -qE 'env|FOO|touch' "${own}/etc/portage/crossrc.d/90-learned.yaml"
  "${crossrc}" check "${own}/etc/portage/crossrc.d/90-learned.yaml"
}

# image: one that user portage had a hand in.
image() {
  mkdir -p "${theirs}/image/usr"
  printf 'cc --sysroot=/r -c $(touch pwned)\n' > "${theirs}/image/usr/good"
  chmod 640 "${theirs}/image/usr/good"
  touch -d 2020-01-01 "${theirs}/image/usr/good"
}

claim_an_image_is_not_stripped_through_a_link() {
  image
  printf 'cc --sysroot=/r\n' > "${closed}/../flags"
  ln -s "${scratch}/flags" "${theirs}/image/usr/link"
  ln -s "${scratch}" "${theirs}/image/usr/directory"
  mkfifo "${theirs}/image/usr/pipe"
  [[ $(timeout 20 "${crossrc}" strip /r "${theirs}/image") == /usr/good ]]
  [[ $(< "${scratch}/flags") == 'cc --sysroot=/r' ]]
  [[ $(< "${theirs}/image/usr/good") == 'cc -c $(touch pwned)' ]]
  [[ $(stat -c '%a %y' "${theirs}/image/usr/good") == '640 2020-01-01 '* ]]
  as_portage mv "${theirs}/image" "${theirs}/other"
  as_portage ln -s "${scratch}" "${theirs}/image"
  says 'a link of user' "${crossrc}" strip /r "${theirs}/image"
}

claim_no_race_over_the_image_writes_elsewhere() {
  image
  chown -R portage:portage "${theirs}/image"
  printf 'cc --sysroot=/r\n' > "${scratch}/flags"
  mkdir "${scratch}/elsewhere"
  cp "${scratch}/flags" "${scratch}/elsewhere/good"
  races "${theirs}/image/usr" "${scratch}/elsewhere" "${crossrc}" strip /r "${theirs}/image"
  [[ $(< "${scratch}/elsewhere/good") == 'cc --sysroot=/r' ]]
}
