# shellcheck shell=bash disable=SC2016,SC2034,SC2035,SC2086,SC2154,SC2164,SC2317
# How programs get started, and by whom. The program is act.c: it does what its arguments say.

with_act() {
  sources='foreign.h act.c start.c'
  make_it() { $CC $CFLAGS act.c -o act && $CC -O1 start.c -o start; }
}

case_from_shells() {
  with_act
  run_it() {
    sh -c './act trap say:sh; exit 3'
    bash -c 'exec ./act trap say:exec'
    (./act trap say:subshell)
    x=$(./act trap say:substitution) && echo "$x"
    eval './act trap say:eval &' && wait $!
    env -i ./act say:variable trap variable:PATH
  }
}

case_from_python_and_perl() {
  with_act
  run_it() {
    python3 -c 'import subprocess as s; print(s.run(["./act", "say:x", "trap"], stdout=s.PIPE, check=True).stdout)' 2> err
    perl -e 'print "perl: ", system("./act", "say:y", "trap"), " ", `./act trap say:z`'
    grep -o SIGILL err >&2
    rm err
  }
}

case_from_a_makefile() {
  with_act
  run_it() { printf 'all:\n\t@./act say:$@ trap\n\t@x=`./act trap say:x`; echo $$x\n' | make -f - 2>&1; }
}

case_by_vfork() {
  with_act
  run_it() { ./start vfork ./act trap say:hello exit:4; }
}

case_by_posix_spawn() {
  with_act
  run_it() { ./start spawn ./act trap say:hello exit:4; }
}

case_by_execveat() {
  with_act
  run_it() { ./start execveat ./act trap say:hello exit:4; }
}

case_by_fexecve() {
  with_act
  run_it() { ./start fexecve ./act trap say:hello exit:4; }
}

case_by_proc_self_fd() {
  with_act
  run_it() { ./start proc ./act trap say:hello exit:4; }
}

case_by_a_thread() {
  with_act
  run_it() { ./start thread ./act trap say:hello exit:4; }
}

case_by_a_32_bit_program() {
  with_act
  make_it() { $CC $CFLAGS act.c -o act && $CC -O1 -m32 start.c -o start && $CC $CFLAGS -m32 act.c -o act32; }
  run_it() { ./start fork ./act trap say:hello && ./start vfork ./act32 trap say:hello && ./act32 say:direct trap; }
}

# A program that traps starts one that traps.
case_one_by_another() {
  with_act
  make_it() {
    sed -i '1i #include "foreign.h"' start.c
    sed -i 's/int status = 0;/int status = foreign(0);/' start.c
    $CC $CFLAGS act.c -o act && $CC $CFLAGS start.c -o start
  }
  run_it() { ./start vfork ./start spawn ./act trap say:hello exit:4; }
}

# As a cargo with the system's libcurl starts rustc (libcurl 7, multi.c): with sockets that it never uses.
case_with_sockets_of_its_parent() {
  with_act
  run_it() {
    python3 -c 'import socket, subprocess
one, other = socket.socketpair()
for numbers in (one.fileno(), other.fileno()), (one.fileno(),):
    print(subprocess.run(["./act", "trap", "say:x"], pass_fds=numbers, stdout=subprocess.PIPE, check=True).stdout)' 2> err
    grep -o SIGILL err >&2
    rm err
  }
}

case_interpreter_of_a_script() {
  with_act
  run_it() {
    printf '#!%s say:script\ntrap\n' "$PWD/act" > script
    chmod +x script
    ./script trap
    rm script
  }
}

case_by_other_names() {
  with_act
  run_it() {
    "$PWD/act" say:absolute trap
    ./../tree/./act say:dots trap
    ln -s act link && ./link say:link trap && rm link
    PATH=$PWD:$PATH act say:path trap
    (cd /tmp && ln -s "$OLDPWD/act" "$results/outside" && "$results/outside" say:outside trap)
    rm -f "$results/outside"
  }
}

case_argv0_and_name() {
  with_act
  run_it() { (exec -a 'another name' ./act trap name); (exec -a '' ./act name trap); ./act trap name; }
}

case_name_of_a_link() {
  with_act
  run_it() { ln -s act link && ./link name trap && rm link; }
}

case_own_path() {
  with_act
  run_it() { ./act trap exe; }
}

case_same_process() {
  with_act
  run_it() {
    ./act trap pid > number &
    wait $!
    [[ $(< number) == "$!" ]] && echo same
    rm number
  }
}

# From the second time on it is not even started any more.
case_known_in_every_way() {
  with_act
  run_it() {
    for way in fork fork vfork spawn execveat fexecve proc thread urgent; do
      ./start $way ./act say:$way signals trap exit:4
      echo $?
    done
    (trap '' HUP; PATH=$PWD:$PATH; A=b act say:path variable:A signals trap "$(seq 1 20000)" directory)
  }
}

# Copies that have run well before they trap: the supervisor does not stop them after their execve.
case_trap_of_one_that_ran_well() {
  with_act
  run_it() {
    for way in fork vfork spawn execveat fexecve proc thread urgent self self-thread; do
      cp act act-$way
      ./start $way ./act-$way say:well || break
      ./start $way ./act-$way say:well || break
      ./start $way ./act-$way say:$way signals name directory trap exit:4
      echo $?
      rm act-$way
    done
    cp act it && ./it say:well
    printf 'some input' > in
    (umask 077 && ulimit -n 99 && cd / && X=y "$OLDPWD/it" read:4 umask limit directory variable:X descriptors trap) < in 3< in 9>> out
    cat in out && rm in out it
  }
}

case_well_before_others_and_in_children() {
  with_act
  refused_rerun='it had started other processes'
  run_it() { ./act fork && ./act fork && ./act fork:trap thread; }
}

case_known_to_a_32_bit_program() {
  with_act
  make_it() { $CC $CFLAGS act.c -o act && $CC -O1 -m32 start.c -o start && $CC $CFLAGS -m32 act.c -o act32; }
  run_it() {
    for way in fork fork vfork spawn execveat thread urgent; do
      ./start $way ./act say:$way signals trap && ./start $way ./act32 say:$way signals trap
    done
  }
}

case_signals_while_it_starts() {
  with_act
  run_it() { for i in 1 2 3 4 5; do ./start urgent ./act say:$i trap exit:$i; echo $?; done; }
}

case_long_command_line() {
  with_act
  run_it() {
    mapfile -t words < <(seq 1 40000)
    X=$(head -c 120000 /dev/zero | tr '\0' x) ./act say:first trap "${words[@]}" say:last > out
    cat out && rm out
  }
}

case_thousand_runs() {
  with_act
  run_it() { for ((i = 0; i < 1000; i++)); do ./act trap write:x || break; done; }
}

wait_for_all() {
  local job
  for job in $(jobs -p); do wait "$job" || return; done
  cat out*
}

case_fifty_at_once() {
  with_act
  run_it() {
    for ((i = 0; i < 50; i++)); do ./act trap say:$i > out$i & done
    wait_for_all
  }
}

# No two are the same file.
case_many_programs_at_once() {
  with_act
  make_it() { $CC $CFLAGS act.c -o act && for i in {1..8}; do cp act act$i; done; }
  run_it() {
    for i in {1..8}; do ./act$i say:$i trap > out$i & done
    wait_for_all
  }
}

# Of two trees neither is where the command runs.
case_two_trees() {
  with_act
  options=(--tree tree --tree other)
  prepare() { mkdir tree other && mv *.? tree; }
  make_it() { cd tree && $CC $CFLAGS act.c -o act && $CC $CFLAGS act.c -o ../other/act; }
  run_it() { tree/act say:x trap && other/act say:y trap; }
}

case_survivor() {
  with_act
  run_it() { ./act trap say:hello; (setsid sleep 1 > /dev/null 2>&1 &) ; }
}
