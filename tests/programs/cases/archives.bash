# shellcheck shell=bash disable=SC2016,SC2034,SC2035,SC2086,SC2154,SC2164,SC2317
# Static libraries of the build tree: what ar, ranlib and the linker do with them.

# with_parts: every case here has one.o, two.o and main.o.
with_parts() {
  sources='foreign.h main.c one.c two.c'
  run_it() { ./prog; }
}
parts() { $CC $CFLAGS -c main.c one.c two.c; }

case_ar_cr() {
  with_parts
  policies='rerun auto eager'
  make_it() { parts && ar cr libparts.a one.o two.o && $CC main.o libparts.a -o prog; }
}

case_ar_rcs_several() {
  with_parts
  make_it() {
    parts
    mkdir a b
    ar rcs a/libone.a one.o
    ar -rcs b/libtwo.a two.o
    $CC main.o -La -L b -lone -ltwo -o prog
  }
}

case_ar_appends() {
  with_parts
  make_it() { parts && ar qc libparts.a one.o && ar q libparts.a two.o && $CC main.o -L. -lparts -o prog; }
}

case_ar_replaces() {
  with_parts
  make_it() {
    parts
    $CC $CFLAGS -Done=two -c one.c -o wrong.o && mv wrong.o two.o # first a wrong member, then the right one
    ar cr libparts.a two.o
    $CC $CFLAGS -c two.c
    ar r libparts.a one.o two.o
    $CC main.o libparts.a -o prog
  }
}

case_ar_updates() {
  with_parts
  make_it() {
    touch -d @1000000000 ./*.c foreign.h
    parts
    touch -d @1100000000 ./*.o
    ar crUS libparts.a one.o two.o
    ar ruUS libparts.a one.o
    ranlib -D libparts.a
    $CC main.o libparts.a -o prog
  }
}

case_ar_deterministic() {
  with_parts
  make_it() { parts && ar crDv libparts.a one.o two.o && $CC main.o libparts.a -o prog; }
}

case_ar_thin() {
  with_parts
  make_it() {
    mkdir obj lib
    $CC $CFLAGS -c main.c -o obj/main.o
    $CC $CFLAGS -c one.c -o obj/one.o
    $CC $CFLAGS -c two.c -o obj/two.o
    ar crT lib/libthin.a obj/one.o
    ar --thin -cr lib/libthin2.a obj/two.o
    $CC obj/main.o -Llib -lthin -lthin2 -o prog
  }
}

case_ranlib() {
  with_parts
  make_it() { parts && ar crS libparts.a one.o two.o && ranlib libparts.a && $CC main.o libparts.a -o prog; }
}

case_gcc_ar() {
  with_parts
  make_it() { parts && gcc-ar cr libparts.a one.o two.o && gcc-ranlib libparts.a && $CC main.o libparts.a -o prog; }
}

case_ar_extracts() {
  with_parts
  make_it() {
    parts
    ar cr libone.a one.o
    mkdir unpacked
    (cd unpacked && ar x ../libone.a)
    ar cr libparts.a unpacked/one.o two.o
    rm -r one.o unpacked
    $CC main.o libparts.a -o prog
  }
}

case_ar_extracts_members() {
  with_parts
  make_it() {
    parts
    ar cr libboth.a one.o two.o
    mkdir unpacked
    ar x --output unpacked libboth.a one.o
    rm one.o
    $CC main.o two.o unpacked/one.o -o prog
  }
}

case_ar_deletes_and_moves() {
  with_parts
  make_it() {
    parts
    $CC $CFLAGS -Done=unused -c one.c -o unused.o
    ar cr libparts.a unused.o two.o one.o
    ar d libparts.a unused.o
    ar m libparts.a two.o
    ar rb two.o libparts.a one.o
    ar t libparts.a
    $CC main.o libparts.a -o prog
  }
}

case_ar_same_names() {
  with_parts
  make_it() {
    mkdir a b
    $CC $CFLAGS -c main.c
    $CC $CFLAGS -c one.c -o a/part.o
    $CC $CFLAGS -c two.c -o b/part.o
    ar cq libparts.a a/part.o b/part.o
    $CC main.o libparts.a -o prog
  }
}

case_ar_script() {
  with_parts
  make_it() {
    parts
    ar cr libone.a one.o
    ar cr libtwo.a two.o
    printf '%s\n' 'create libparts.a' 'addlib libone.a' 'addmod two.o' save end | ar -M
    $CC main.o libparts.a -o prog
  }
}

case_archive_copied() {
  with_parts
  make_it() {
    parts
    mkdir lib
    ar cr libparts.a one.o two.o
    install -m 644 libparts.a lib/libinstalled.a
    ranlib lib/libinstalled.a
    rm libparts.a
    $CC main.o -Llib -linstalled -o prog
  }
}

case_archive_by_colon_name() {
  with_parts
  make_it() { parts && ar cr parts.lib one.o two.o && $CC main.o -L. -l:parts.lib -o prog; }
}

case_archive_of_archives_objects() {
  with_parts
  make_it() {
    parts
    ar cr libinner.a one.o two.o
    $CC $CFLAGS -shared -o unused.so two.o
    $CC main.o -Wl,--whole-archive libinner.a -Wl,--no-whole-archive -o prog
  }
}

case_archives_in_a_circle() {
  sources='foreign.h main.c one.c two_by_one.c'
  make_it() {
    $CC $CFLAGS -c main.c one.c two_by_one.c
    ar cr liba.a one.o
    ar cr libb.a two_by_one.o
    $CC main.o -Wl,--start-group liba.a libb.a -Wl,--end-group -o prog
  }
  run_it() { ./prog; }
}

case_object_removed_after_archiving() {
  with_parts
  make_it() { parts && ar cr libparts.a one.o two.o && rm one.o two.o && $CC main.o libparts.a -o prog && rm main.o; }
}

# The archive has other members by now; what was linked is still made from the same sources.
case_archive_changed_since() {
  with_parts
  make_it() {
    parts
    ar cr libparts.a one.o two.o
    $CC main.o libparts.a -o prog
    $CC $CFLAGS -Done=two -c one.c -o wrong.o
    ar d libparts.a two.o
    ar cr libparts.a wrong.o
  }
}

# As some packages compile each source twice, to the same object: one library a kind.
case_objects_overwritten() {
  with_parts
  make_it() {
    parts
    ar cr libparts.a one.o two.o
    sed -i 's/foreign(1)/foreign(ONE)/' one.c
    $CC $CFLAGS -DONE=5 -c one.c
    ar cr libother.a one.o two.o
    sed -i 's/foreign(ONE)/foreign(1)/' one.c
    $CC main.o libparts.a -o prog
  }
}
