# shellcheck shell=bash disable=SC2016,SC2034,SC2035,SC2086,SC2154,SC2164,SC2317
# Programs that ask where they are, or what they are called: their data lies beside them.

# with_data: where.c reads ../share/text, seen from where it is by each of the ways that there are.
with_data() {
  sources='foreign.h'
  cat > where.c << 'END'
#define _GNU_SOURCE
#include "foreign.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>
static void show(const char* how, char* path) {
  if (!path) { perror(how); return; }
  printf("%s: %s\n", how, strstr(path, "/tree/"));
  strcpy(strrchr(path, '/'), "/../share/text");
  char line[80] = "none\n";
  FILE* file = fopen(path, "r");
  if (file) fgets(line, sizeof line, file), fclose(file);
  printf("%s", line);
}
int main(int argc, char** argv) {
  char path[PATH_MAX], name[64], own[32] = "";
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 20);
  path[length > 0 ? length : 0] = 0;
  show("readlink", path);
  sprintf(name, "/proc/%d/exe", foreign(getpid()));
  length = readlinkat(-100, name, path, (size_t)(4000 + argc));
  path[length > 0 ? length : 0] = 0;
  show("readlinkat", path);
  show("realpath", realpath("/proc/self/exe", path));
  show("execfn", realpath((const char*)getauxval(AT_EXECFN), path));
  puts(realpath("../nothing", path) ? "found" : strerror(errno));
  puts(readlink("share/link", path, 4) == 4 && !memcmp(path, "text", 4) ? "link" : "no link");
  FILE* comm = fopen("/proc/self/comm", "r");
  if (comm) fgets(own, sizeof own, comm), fclose(comm);
  printf("%s called %s as %s\n", own, program_invocation_short_name, argv[0]);
  return 0;
}
END
  mkdir bin share && echo 'its data' > share/text && ln -s text share/link
}

case_data_beside_the_program() {
  policies='rerun auto eager'
  sources=foreign.h
  prepare() { with_data; }
  make_it() { $CC $CFLAGS -o bin/prog where.c; }
  run_it() { bin/prog; bin/prog; cd bin && ./prog; }
}

case_data_beside_a_stripped_program() {
  sources=foreign.h
  prepare() { with_data; }
  make_it() { $CC $CFLAGS -D_FORTIFY_SOURCE=2 -o prog.tmp where.c && strip prog.tmp && mv prog.tmp bin/prog; }
  run_it() { bin/prog; }
}

case_data_beside_a_static_program() {
  sources=foreign.h
  prepare() { with_data; }
  make_it() { $CC $CFLAGS -static -o bin/prog where.c; }
  run_it() { bin/prog; }
}

case_data_beside_a_32_bit_program() {
  sources=foreign.h
  prepare() { with_data; }
  make_it() { $CC $CFLAGS -m32 -o bin/prog where.c; }
  run_it() { bin/prog; }
}

# It is a library of the tree that asks, as Qt's do.
case_library_asks_where_the_program_is() {
  sources=foreign.h
  prepare() { with_data && sed -i 's/^int main(/int run(/' where.c && echo 'int run(int, char**); int main(int c, char** v) { return run(c, v); }' > main.c; }
  make_it() { $CC $CFLAGS -fPIC -shared -o libwhere.so where.c && $CC $CFLAGS -o bin/prog main.c -L. -lwhere -Wl,-rpath,"$PWD"; }
  run_it() { bin/prog; }
}

case_cplusplus_asks_where_it_is() {
  sources=foreign.h
  prepare() {
    mkdir bin
    printf '%s\n' '#include "foreign.h"' '#include <filesystem>' '#include <iostream>' 'int main() {' \
      'for (const auto& path : {std::filesystem::read_symlink("/proc/self/exe"), std::filesystem::canonical("/proc/self/exe")})' \
      'std::cout << path.filename() << path.parent_path().filename() << foreign(1) << std::endl;' '}' > where.cpp
  }
  make_it() { $CXX $CFLAGS -std=c++17 -o bin/prog where.cpp && $CXX $CFLAGS -std=c++17 -static -o bin/static where.cpp; }
  run_it() { bin/prog; bin/static; }
}

# One program of many names, as busybox is one.
case_names_of_one_program() {
  sources=foreign.h
  policies='rerun auto eager'
  prepare() { with_data; }
  make_it() { $CC $CFLAGS -o bin/prog where.c && ln -s prog bin/other && ln bin/prog bin/a-name-that-is-longer; }
  run_it() { bin/other; bin/a-name-that-is-longer | tail -n 1; (exec -a strange bin/prog); bin/other; }
}

# By its loader, and by the name that the loader has of it.
case_plugin_beside_the_program() {
  sources='foreign.h one.c two.c'
  prepare() {
    mkdir bin lib
    cat > main.c << 'END'
#define _GNU_SOURCE
#include "foreign.h"
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
int main(void) {
  Dl_info info;
  void* plugin = dlopen("$ORIGIN/../lib/plugin.so", RTLD_NOW);
  int (*one)(void) = plugin ? dlsym(plugin, "one") : NULL;
  if (dladdr((void*)main, &info)) printf("%s\n", info.dli_fname);
  printf("%d %s\n", foreign(one ? one() : -1), plugin ? "" : dlerror());
  return 0;
}
END
  }
  make_it() {
    $CC -O1 -fPIC -shared one.c two.c -o lib/plugin.so
    $CC $CFLAGS -rdynamic main.c -o bin/prog -ldl
  }
  run_it() { bin/prog; bin/prog; cd bin && ./prog; }
}

# As what packs a program and its data in one file does: OCaml's -custom, tclkits, saved Lisps.
case_data_behind_the_program() {
  sources=foreign.h
  prepare() {
    cat > last.c << 'END'
#include "foreign.h"
#include <stdio.h>
int main(int argc, char** argv) {
  char text[9] = "";
  FILE* self = fopen(foreign(argc) > 1 ? argv[1] : argv[0], "rb");
  if (fseek(self, -8, SEEK_END) || fread(text, 1, 8, self) < 8) return 1;
  return printf("%s\n", text) < 0;
}
END
    printf 'the data' > data
  }
  make_it() {
    $CC $CFLAGS last.c -o prog && cat data >> prog
    $CC $CFLAGS -DANOTHER=1 last.c -o bare && cat bare data > packed && chmod +x packed
  }
  run_it() { ./prog && ./prog /proc/self/exe && ./packed && ./packed /proc/self/exe; }
}
