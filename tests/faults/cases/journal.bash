# shellcheck shell=bash disable=SC2016,SC2034,SC2154,SC2164,SC2317
# The journal of an earlier phase is not what this one expects.

# later_phase: what is left to do after an earlier phase has compiled all of it.
later_phase() {
  supervised -- "${build[@]}"
  no_worse
}

compiled() {
  supervised --trap rerun -- make -r -s -f build.mk foreign clean
  ((status == 0))
  records=${home}/journal/commands
  [[ -s ${records} ]]
}

case_journal_as_it_was() {
  compiled
  later_phase
  all_well
}

case_journal_is_cut() {
  compiled
  truncate -s $(($(stat -c %s "${records}") / 2)) "${records}"
  later_phase
}

case_journal_of_another_program() {
  compiled
  printf '#!/bin/sh\nexit 0\n' > "${records}"
  later_phase
  says 'no journal: expected "crossrc journal'
}

case_journal_of_noise() {
  compiled
  local heading
  heading=$(head -n 1 "${records}")
  printf '%s\n' "${heading}" > "${records}"
  head -c 200000 /dev/urandom >> "${records}"
  later_phase
}

# A length of 4 GiB, a number that is none, strings without an end, 10^9 arguments.
case_journal_that_is_hostile() {
  compiled
  local heading record
  heading=$(head -n 1 "${records}")
  for record in '\xff\xff\xff\xff1\0' '\x04\0\0\0x\0y\0' '\x03\0\0\0abc' '\x11\0\0\x000\x001\0/a\0/\x001000000000\0'; do
    printf '%s\n' "${heading}" > "${records}"
    printf '%b' "${record}" >> "${records}"
    fresh_outputs
    later_phase
  done
}
fresh_outputs() { rm -f ./*.txt; }

case_journal_is_no_file() {
  compiled
  local kind
  for kind in 'mkfifo' 'mkdir' 'ln -s /dev/zero' 'ln -s commands' 'ln -s /proc/self/mem'; do
    rm -rf "${records}"
    ${kind} "${records}"
    fresh_outputs
    later_phase
  done
}

# The clock was set back by a day between the phases: all that was recorded lies in the future.
case_clock_is_set_back() {
  compiled
  python3 - "${records}" << 'END'
import struct, sys
data = open(sys.argv[1], "rb").read()
heading, rest = data.split(b"\n", 1)
out = [heading + b"\n"]
while rest:
    size, = struct.unpack("<I", rest[:4])
    fields = rest[4:4 + size].split(b"\0")
    fields[1] = b"%d" % (int(fields[1]) + 86400 * 10**9)
    record = b"\0".join(fields)
    out.append(struct.pack("<I", len(record)) + record)
    rest = rest[4 + size:]
open(sys.argv[1], "wb").write(b"".join(out))
END
  later_phase
}

case_sources_from_the_future() {
  touch -d '2 days' hello.c foreign.h
  supervised -- "${build[@]}"
  touch -d '2 days ago' hello.c foreign.h
  all_well
}
