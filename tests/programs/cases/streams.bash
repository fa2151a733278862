# shellcheck shell=bash disable=SC2016,SC2034,SC2035,SC2086,SC2154,SC2164,SC2317
# What a program has read and written when it traps. A rerun must not read or write it twice.

with_act() {
  sources='foreign.h act.c'
  make_it() { $CC $CFLAGS act.c -o act; }
}

already_read='it .*already .*read from a pipe'
already_written='it .*already .*written to'

case_input_file() {
  with_act
  run_it() {
    seq 1 1000 > input
    ./act read:100 trap read-all < input
    { read -r line && ./act read:7 trap read-all && cat; } < input
    rm input
  }
}

case_input_shared_with_the_next() {
  with_act
  run_it() {
    printf '%s\n' aaaa bbbb cccc dddd > input
    { ./act trap read:5 && ./act read:5 trap && cat; } < input
    rm input
  }
}

case_input_pipe() {
  with_act
  refused_rerun=$already_read
  run_it() { seq 1 1000 | ./act read:10 trap read-all; }
}

case_input_pipe_not_read() {
  with_act
  run_it() { seq 1 1000 | ./act trap read-all; seq 1 100000 | ./act trap read-all; }
}

case_input_pipe_of_a_32_bit_program() {
  with_act
  make_it() { $CC $CFLAGS -m32 act.c -o act; }
  run_it() { seq 1 1000 | ./act trap read-all; }
}

case_input_of_another_pipe() {
  with_act
  run_it() { echo x | (./act trap say:first; cat); (sleep 0.1; echo y) | ./act trap read:2; }
}

case_here_document() {
  with_act
  run_it() {
    ./act trap read-all << 'END'
a document
END
    ./act trap read-all <<< "$(seq 1 30000)"
    dash -c './act trap read-all << END
another
END'
  }
}

case_big_here_document_read() {
  with_act # more than a pipe holds: bash makes it a file
  run_it() { ./act read:10 trap read-all <<< "$(seq 1 30000)"; }
}

case_input_closed() {
  with_act
  run_it() { ./act trap descriptors <&-; ./act trap say:x < /dev/null; }
}

case_input_socket() {
  with_act
  refused_rerun=$already_read
  run_it() {
    python3 -c '
import socket, subprocess
a, b = socket.socketpair(); a.sendall(b"abcdef"); a.shutdown(1)
p = subprocess.run(["./act", "read:3", "trap", "read:9"], stdin=b)
print("SIGILL" if p.returncode == -4 else "")'
  }
}

# No count of bytes tells of recv(2).
case_input_received() {
  with_act
  refused_rerun=$already_read
  run_it() {
    python3 -c '
import socket, subprocess
a, b = socket.socketpair(); a.sendall(b"abcdef"); a.shutdown(1)
p = subprocess.run(["./act", "receive:3", "trap", "receive:9"], stdin=b)
print("SIGILL" if p.returncode == -4 else "")'
  }
}

case_output_file() {
  with_act
  run_it() { ./act write:abc write:def trap write:ghi > output; cat output; rm output; }
}

case_output_file_in_the_middle() {
  with_act
  run_it() {
    { echo before && ./act write:abc trap write:def && echo after; } > output
    cat output
    printf 'xxxxxxxxxxxxxxxxxxxx' > output
    ./act write:abc trap write:def 1<> output
    cat output
    rm output
  }
}

case_output_appended() {
  with_act
  run_it() { echo before > output; ./act write:abc trap write:def >> output; cat output; rm output; }
}

case_output_pipe() {
  with_act
  refused_rerun=$already_written
  run_it() { ./act write:abc trap write:def | cat; ((PIPESTATUS[0] == 0)) || return "${PIPESTATUS[0]}"; }
}

case_output_pipe_buffered() {
  with_act
  run_it() { ./act say:abc trap say:def | cat; }
}

case_pipeline_of_traps() {
  with_act
  run_it() { ./act trap say:first | ./act trap read-all | ./act say:last trap read:100 | cat; }
}

case_output_closed() {
  with_act
  run_it() { ./act trap write-file:made >&- 2>&-; cat made; }
}

case_output_to_standard_error() {
  with_act
  run_it() { ./act write:abc trap write:def >&2; }
}

case_output_device() {
  with_act
  run_it() { ./act write:abc trap write:def > /dev/null; ./act write:abc trap > /dev/full; echo $?; }
}

case_own_file() {
  with_act
  run_it() { ./act write-file:made trap say:done; cat made; }
}

case_own_file_appended() {
  with_act
  refused_rerun='it had already written to files that cannot be told'
  run_it() { ./act append-file:made trap say:done; }
}

case_inherited_descriptor() {
  with_act
  run_it() {
    ./act write-descriptor:7 trap write-descriptor:7 descriptors 7> output
    cat output
    ./act trap descriptors 5< act.c 9>> output
    rm output
  }
}

case_descriptor_closed_before() {
  with_act
  refused_rerun='it had closed or replaced its descriptor 7'
  run_it() { ./act close:7 trap say:x 7> output; }
}

case_socket_opened() {
  with_act
  refused_rerun='it had opened a socket'
  run_it() { ./act socket trap say:x; }
}

case_file_mapped_for_writing() {
  with_act
  refused_rerun='it had mapped a file for writing'
  run_it() { ./act map:made trap say:x; }
}

