# shellcheck shell=bash disable=SC2016,SC2034,SC2035,SC2086,SC2154,SC2164,SC2317
# Programs and objects that got another name, place or shape after they were made.

with_hello() {
  sources='foreign.h hello.c'
  run_it() { ./prog; }
}

case_moved() {
  with_hello
  make_it() { $CC $CFLAGS hello.c -o prog.tmp && mv -f prog.tmp prog; }
}

case_copied() {
  with_hello
  make_it() {
    mkdir bin
    $CC $CFLAGS hello.c -o hello
    cp -p hello bin
    cp bin/hello prog
    rm -r hello bin
  }
}

case_hard_linked() {
  with_hello
  make_it() { $CC $CFLAGS hello.c -o hello && ln hello prog && rm hello; }
}

case_symbolic_link() {
  with_hello
  make_it() { mkdir bin && $CC $CFLAGS hello.c -o bin/hello && ln -s bin/hello prog; }
}

case_installed() {
  with_hello
  make_it() {
    $CC $CFLAGS hello.c -o hello
    install -d image/usr/bin
    install -c -m 755 hello image/usr/bin/prog
    install -D -m 755 -t image/usr/libexec hello
    install -D hello image/usr/sbin/deep/prog
  }
  run_it() { image/usr/bin/prog && image/usr/libexec/hello && image/usr/sbin/deep/prog; }
}

case_installed_and_stripped() {
  with_hello
  make_it() { $CC $CFLAGS hello.c -o hello && install -s -m 755 hello prog; }
}

case_stripped() {
  with_hello
  make_it() { $CC $CFLAGS -g hello.c -o prog && strip prog && $CC $CFLAGS -g hello.c -o prog2 && strip -o prog3 prog2; }
  run_it() { ./prog && ./prog2 && ./prog3; }
}

# As `meson install --strip` and `cmake --install --strip` do it: copied and given another run path by
# their own means, then stripped.
case_copied_unseen_and_stripped() {
  with_hello
  needs=python3
  make_it() {
    $CC $CFLAGS -g hello.c -Wl,-rpath,/some/where -o hello
    local name
    for name in same moved changed split again; do cat hello > "${name}" && chmod +x "${name}"; done
    strip same
    python3 -c 'from pathlib import Path; f = Path("moved"); f.write_bytes(f.read_bytes().replace(b"/some/where", b"/else/////x"))'
    strip --strip-unneeded moved && strip moved
    objcopy --strip-debug changed
    ! type -P eu-strip > /dev/null || eu-strip -f split.debug split
    strip -g -o stripped again
    install -m 755 -s again installed && cat installed > last && chmod +x last && strip -s last
  }
  run_it() {
    local name
    for name in same moved changed split stripped installed last; do ./"${name}"; done
  }
}

# What it was made from is not there any more, either.
case_stripped_after_it_came_from_nowhere() {
  with_hello
  make_it() { $CC $CFLAGS -g hello.c -o hello && cat hello > prog && chmod +x prog && strip prog && rm hello; }
  refused_rerun='no twin: ".*/strip" changed its part ".*/prog", and no command that made that was seen'
  refused_auto=${refused_rerun}
}

case_debug_information_split() {
  with_hello
  make_it() {
    $CC $CFLAGS -g hello.c -o prog
    objcopy --only-keep-debug prog prog.debug
    objcopy --strip-debug prog
    objcopy --add-gnu-debuglink=prog.debug prog
  }
}

case_objcopy_to_another() {
  with_hello
  make_it() { $CC $CFLAGS hello.c -o hello && objcopy -R .comment hello prog && rm hello; }
}

case_objects_moved() {
  with_hello
  make_it() {
    mkdir obj
    $CC $CFLAGS -c hello.c -o .tmp_hello.o
    mv .tmp_hello.o obj/hello.o
    cp obj/hello.o hello2.o
    $CC obj/hello.o -o prog
    $CC hello2.o -o prog2
  }
  run_it() { ./prog && ./prog2; }
}

case_directory_moved() {
  with_hello
  make_it() {
    mkdir work
    cp *.c *.h work
    (cd work && $CC $CFLAGS -c hello.c && $CC hello.o -o prog)
    mv work final
  }
  run_it() { final/prog; }
}

case_directory_copied() {
  with_hello
  make_it() { mkdir bin && $CC $CFLAGS hello.c -o bin/prog && cp -a bin image && cp -r bin/. other; }
  run_it() { image/prog && other/prog; }
}

case_copied_by_other_means() {
  with_hello
  make_it() {
    $CC $CFLAGS hello.c -o hello
    cat hello > prog && chmod +x prog
    mkdir a && tar cf - hello | tar xf - -C a
    perl -MFile::Copy -e 'copy("hello", "perl") or die; chmod 0755, "perl"'
    python3 -c 'import shutil; shutil.copy2("hello", "python")'
  }
  run_it() { ./prog && a/hello && ./perl && ./python; }
}

case_renamed_by_its_script() {
  with_hello
  make_it() {
    $CC $CFLAGS hello.c -o hello
    python3 -c 'import os; os.rename("hello", "prog")'
  }
}

case_moved_while_linked_again() {
  with_hello
  make_it() {
    $CC $CFLAGS '-DGREETING="old"' hello.c -o tmp && mv tmp old
    $CC $CFLAGS hello.c -o tmp && mv tmp prog
  }
  run_it() { ./old && ./prog; }
}

case_swapped() {
  with_hello
  make_it() {
    $CC $CFLAGS '-DGREETING="a"' hello.c -o a
    $CC $CFLAGS '-DGREETING="b"' hello.c -o b
    mv a tmp && mv b a && mv tmp b
  }
  run_it() { ./a && ./b; }
}

# The names that the program calls are only there after objcopy.
case_symbols_renamed() {
  sources='foreign.h main.c one.c two.c'
  make_it() {
    $CC $CFLAGS -Done=hidden_one -c one.c && $CC $CFLAGS -c main.c two.c
    objcopy --redefine-sym hidden_one=one one.o
    objcopy --prefix-symbols=x_ two.o prefixed.o && objcopy --redefine-sym x_two=two prefixed.o two.o
    $CC main.o one.o two.o -o prog
  }
  run_it() { ./prog; }
}
