# shellcheck shell=bash disable=SC2016,SC2034,SC2035,SC2086,SC2154,SC2164,SC2317
# What was made of files that are not there any more, or are others now.

# large FILE...: so large that nobody keeps a copy of a source that was written just before it is compiled.
large() { printf '/*%1100000s*/\n' '' | tee -a "$@" > /dev/null; }

case_conftests() {
  sources='foreign.h'
  make_it() { :; }
  run_it() {
    for i in 1 2 3; do
      printf '%s\n' '#include "foreign.h"' "int main(void) { return foreign($i); }" > conftest.c
      $CC -o conftest $CFLAGS conftest.c && ./conftest
      printf 'conftest %s\n' $?
      rm -f conftest conftest.c
    done
  }
}

case_configure_loop() {
  sources='foreign.h'
  make_it() { :; }
  run_it() {
    for type in char short int long; do
      cat > conftest.c << END
#include "foreign.h"
#include <stdio.h>
int main(void) { FILE* f = fopen("conftest.val", "w"); fprintf(f, "%d\n", foreign((int)sizeof($type))); return ferror(f) || fclose(f); }
END
      (ac_try="$CC -o conftest $CFLAGS conftest.c" && eval "$ac_try" && ./conftest)
      printf 'checking size of %s... %s\n' "$type" "$(cat conftest.val)"
      rm -f conftest conftest.* core
    done
  }
}

case_made_again() {
  sources='foreign.h hello.c' loose='/prog$'
  make_it() { $CC $CFLAGS -DGREETING='"first"' -o prog hello.c; }
  run_it() {
    ./prog
    $CC $CFLAGS -DGREETING='"second"' -o prog hello.c
    ./prog
  }
}

# A program that makes the source of another: both trap.
case_generated_source() {
  sources='foreign.h hello.c main.c two.c' loose='/prog$'
  make_it() { $CC $CFLAGS -DGREETING='"#include \"foreign.h\"\nint one(void) { return foreign(1); } //"' -o generate hello.c; }
  run_it() { ./generate > one.c && $CC $CFLAGS -o prog main.c one.c two.c && ./prog; }
}

# Neither the object of the first conftest nor its source is there when the last one runs.
case_conftest_made_of_an_earlier_one() {
  sources=foreign.h
  make_it() {
    for text in 'int unused;' '#include "foreign.h"\nint value(void) { return foreign(3); }\n'; do
      printf '%b' "$text" > conftest.c
      $CC $CFLAGS -c conftest.c
      mv conftest.o part.o
      rm conftest.c
    done
    ar rcs conftest.a part.o && rm part.o
    echo 'int value(void); int main(void) { return value(); }' > conftest.c
    $CC $CFLAGS -o conftest conftest.c conftest.a
    echo 'int other;' > conftest.c
  }
  run_it() { ./conftest; echo $?; }
}

# A copy was kept of what was written just before.
case_fresh_source_changed_since() {
  sources='foreign.h hello.c'
  make_it() { $CC $CFLAGS -c hello.c && $CC -o prog hello.o && sleep 0.02 && sed -i 's/"hello"/"bye"/' hello.c; }
  run_it() { ./prog; }
}

# As bc does it: the program writes the header anew that it was compiled with.
case_fresh_header_made_anew() {
  sources='foreign.h'
  policies='rerun auto eager'
  prepare() {
    printf '%s\n' '#include <stdio.h>' '#include "foreign.h"' '#  include "table.h"' \
      'int main(void) { return printf("#define NAME %s %d\n", NAME, foreign(7)) < 0; }' > make_table.c
  }
  make_it() { echo '#define NAME "none"' > table.h && $CC $CFLAGS make_table.c -o make_table; }
  run_it() { ./make_table > table.h; cat table.h; }
}

case_fresh_source_gone() {
  sources='foreign.h hello.c'
  make_it() { mkdir src && mv hello.c src && $CC $CFLAGS -I. -o prog src/hello.c && rm -r src; }
  run_it() { ./prog; }
}

case_source_changed_since() {
  sources='foreign.h hello.c'
  refused_rerun='no twin: its source ".*/hello.c" has changed since' refused_auto=$refused_rerun
  prepare() { large hello.c; }
  make_it() { $CC $CFLAGS -c hello.c && $CC -o prog hello.o && sleep 0.02 && sed -i 's/"hello"/"bye"/' hello.c; }
  run_it() { ./prog; }
}

# It was written again, but means what it meant: its object comes out the same.
case_source_changed_in_a_comment() {
  sources='foreign.h hello.c'
  make_it() { $CC $CFLAGS -c hello.c && $CC -o prog hello.o && sleep 0.02 && printf '/* more */\n' >> hello.c && touch foreign.h; }
  run_it() { ./prog; }
}

case_source_changed_after_a_rename() {
  sources='foreign.h hello.c'
  refused_rerun='no twin: its source ".*/hello.c" has changed since' refused_auto=$refused_rerun
  prepare() { large hello.c; }
  make_it() { $CC $CFLAGS hello.c -o tmp && mv tmp prog && sleep 0.02 && sed -i 's/"hello"/"bye"/' hello.c; }
  run_it() { ./prog; }
}

case_source_changed_after_its_object_moved() {
  sources='foreign.h hello.c'
  refused_rerun='no twin: its source ".*/hello.c" has changed since' refused_auto=$refused_rerun
  prepare() { large hello.c; }
  make_it() {
    $CC $CFLAGS -c hello.c -o tmp.o && mv tmp.o hello.o && $CC hello.o -o prog
    sleep 0.02 && sed -i 's/"hello"/"bye"/' hello.c
  }
  run_it() { ./prog; }
}

# What the program was linked from is not there any more: another object has its name.
case_foreign_object_made_again_since() {
  sources='foreign.h main.c one.c two.c'
  refused_rerun='no twin: .*one.[co]" has changed since' refused_auto=$refused_rerun
  prepare() { large one.c; }
  make_it() {
    $CC $CFLAGS -c main.c one.c two.c && $CC main.o one.o two.o -o prog
    sleep 0.02 && sed -i 's/foreign(1)/foreign(5)/' one.c && $CC $CFLAGS -c one.c
  }
  run_it() { ./prog; }
}

case_clean_object_made_again_since() {
  sources='foreign.h main.c one.c two.c'
  refused_rerun='no twin: .*two.[co]" has changed since' refused_auto=$refused_rerun
  prepare() { large two.c; }
  make_it() {
    $CC $CFLAGS -c main.c one.c two.c && $CC main.o one.o two.o -o prog
    sleep 0.02 && sed -i 's/return 2/return 6/' two.c && $CC $CFLAGS -c two.c
  }
  run_it() { ./prog; }
}

case_source_gone() {
  sources='foreign.h hello.c'
  refused_rerun='no twin: its source ".*/hello.c" is gone' refused_auto=$refused_rerun
  prepare() { large hello.c; }
  make_it() { $CC $CFLAGS -o prog hello.c && rm hello.c; }
  run_it() { ./prog; }
}

case_header_changed_since() {
  sources='foreign.h hello.c'
  refused_rerun='no twin: .*greeting.h" has changed since' refused_auto=$refused_rerun
  make_it() {
    printf '#define GREETING "then"\n' > greeting.h
    large greeting.h
    sed -i '1i #include "greeting.h"' hello.c
    $CC $CFLAGS -o prog hello.c
    sleep 0.02
    printf '#define GREETING "now"\n' > greeting.h
  }
  run_it() { ./prog; }
}

# A header that changed back, as config.status does it: same content, another time.
case_header_written_again() {
  sources='foreign.h hello.c'
  make_it() { $CC $CFLAGS -o prog hello.c && sleep 0.02 && cp foreign.h again.h && mv again.h foreign.h; }
  run_it() { ./prog; }
}

# Its time is that of another day: the change of the file itself is later.
case_header_replaced_by_an_older_one() {
  sources='foreign.h hello.c'
  refused_rerun='no twin: .*greeting.h" has changed since' refused_auto=$refused_rerun
  make_it() {
    printf '#define GREETING "now"\n' > older.h && touch -d @1000000000 older.h
    printf '#define GREETING "then"\n' > greeting.h
    large greeting.h
    sed -i '1i #include "greeting.h"' hello.c
    $CC $CFLAGS -o prog hello.c
    sleep 0.02
    mv older.h greeting.h
  }
  run_it() { ./prog; }
}
