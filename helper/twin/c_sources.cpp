#include "twin/c_sources.hpp"

namespace crossrc::twin {

const char* const k_audit_source = R"(
#include <fcntl.h>
#include <linux/stat.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

static long call(long number, long a, long b, long c, long d, long e) {
  long result;
#ifdef __x86_64__
  register long fourth __asm__("r10") = d;
  register long fifth __asm__("r8") = e;
  __asm__ volatile("syscall" : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth)
                   : "rcx", "r11", "memory");
#else
  __asm__ volatile("int $0x80" : "=a"(result)
                   : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e) : "memory");
#endif
  return result;
}

static int starts_with(const char* text, const char* start) {
  while (*start != 0 && *text == *start) ++text, ++start;
  return *start == 0;
}

static char* put_text(char* to, const char* text) {
  while (*text != 0) *to++ = *text++;
  return to;
}

static char* put_number(char* to, uint64_t number) {
  char digits[16];
  int count = 0;
  do digits[count++] = "0123456789abcdef"[number % 16];
  while ((number /= 16) != 0);
  *to++ = '-';
  while (count > 0) *to++ = digits[--count];
  return to;
}

static int may_have_a_twin(const char* name) {
  for (const char* tree = trees; *tree != 0;) {
    if (starts_with(name, tree)) return !starts_with(name, directory);
    while (*tree++ != 0) {}
  }
  return !starts_with(name, "/usr/") && !starts_with(name, "/lib");
}

static long read_answer(const struct statx* file, char* answer, size_t size) {
  char link[sizeof directory + 128];
  char* end = put_text(put_text(link, directory), "/loaded/");
  end = put_number(end, file->stx_dev_major);
  end = put_number(end, file->stx_dev_minor);
  end = put_number(end, file->stx_ino);
  end = put_number(end, (uint64_t)file->stx_ctime.tv_sec);
  end = put_number(end, file->stx_ctime.tv_nsec);
  *end = 0;
  return call(SYS_readlinkat, AT_FDCWD, (long)link, (long)answer, (long)size, 0);
}

static void ask(const char* name) {
  char path[sizeof directory + 8];
  const char* arguments[] = {name, 0};
  *put_text(put_text(path, directory), "/ask") = 0;
  call(SYS_execve, (long)path, (long)arguments, 0, 0, 0);
}

static size_t length_of_directory(const char* path, long length) {
  while (length > 0 && path[length - 1] != '/') --length;
  return length > 0 ? (size_t)length : 0;
}

/* The program's own $ORIGIN is where the one is that it stands in for. */
static const char* from_origin(const char* name, const uintptr_t* cookie) {
  static char path[8192];
  const char* self = "/proc/self/exe";
  const char* const* loader = (const char* const*)*cookie; /* struct link_map: l_addr, l_name */
  const char* rest = starts_with(name, "$ORIGIN/") ? name + 8 : starts_with(name, "${ORIGIN}/") ? name + 10 : 0;
  if (rest == 0 || loader == 0 || *loader[1] != 0) return name;
  long length = call(SYS_readlinkat, AT_FDCWD, (long)self, (long)path, 4000, 0);
  *put_text(path + length_of_directory(path, length), "origin") = 0;
  length = call(SYS_readlinkat, AT_FDCWD, (long)path, (long)path, 4000, 0);
  if (length <= 0) return name;
  *put_text(path + length_of_directory(path, length), rest) = 0;
  return path;
}

/* What to load in place of `name`: that, or its twin, whose name goes into `twin`. */
static const char* twin_of(const char* name, char* twin, size_t size) {
  struct statx file;
  const char* slash = name;
  while (*slash != 0 && *slash != '/') ++slash;
  if (*slash == 0 || !may_have_a_twin(name) ||
      call(SYS_statx, AT_FDCWD, (long)name, 0, STATX_BASIC_STATS, (long)&file) != 0 ||
      (file.stx_mode & 0170000) != 0100000) {
    return name;
  }
  long length = read_answer(&file, twin, size - 1);
  if (length < 0) {
    ask(name);
    length = read_answer(&file, twin, size - 1);
  }
  if (length <= 1) return name;
  twin[length] = 0;
  return twin;
}

#ifdef IN_A_PROGRAM
void* dlsym(void* handle, const char* name);

/* The loader asks nobody for a file that is opened by its path in a namespace. */
__attribute__((weak, visibility("default"), used)) void* dlmopen(long space, const char* file, int flags) {
  char twin[4096];
  void* (*real)(long, const char*, int) = dlsym((void*)-1 /* RTLD_NEXT */, "dlmopen");
  return real(space, file != 0 ? twin_of(file, twin, sizeof twin) : file, flags);
}
#else
unsigned la_version(unsigned version) {
  return version;
}

char* la_objsearch(const char* name, uintptr_t* cookie, unsigned flag) {
  static char twin[4096];
  (void)flag;
  return (char*)twin_of(from_origin(name, cookie), twin, sizeof twin);
}

/* Takes `ours` off the front of a variable's value; true where nothing is left. */
static int take_off(char* value, const char* ours) {
  char* rest = value;
  while (*ours != 0 && *rest == *ours) ++rest, ++ours;
  if (*ours != 0) return 0;
  while (*rest != 0 && *rest != ':') ++rest;
  if (*rest == 0) return 1;
  *put_text(value, rest + 1) = 0;
  return 0;
}

/* The variables that brought this library here are not the program's. */
__attribute__((constructor)) static void hide(int count, char** arguments, char** environment) {
  char** to = environment;
  (void)count, (void)arguments;
  for (char** from = environment; *from != 0; ++from) {
    if (starts_with(*from, "LD_AUDIT=") && take_off(*from + 9, directory)) continue;
    if (starts_with(*from, "GLIBC_TUNABLES=") &&
        take_off(*from + 15, "glibc.rtld.optional_static_tls=65536")) {
      continue;
    }
    *to++ = *from;
  }
  *to = 0;
}
#endif
)";

const char* const k_own_path_source = R"(
#include <fcntl.h>
#include <stddef.h>
#include <sys/syscall.h>

/* Weak: a program may have functions of these names. */
#define OURS __attribute__((weak, visibility("default"), used))

long syscall(long number, ...);
int getpid(void);
void* malloc(size_t size);
void free(void* memory);

static int is_number(const char** text, long number) {
  long value = 0;
  while (**text >= '0' && **text <= '9') value = value * 10 + (*(*text)++ - '0');
  return value == number;
}

static int is_text(const char** text, const char* wanted) {
  const char* end = *text;
  while (*wanted != 0 && *end == *wanted) ++end, ++wanted;
  if (*wanted == 0) *text = end;
  return *wanted == 0;
}

static int is_ours(const char* path) {
  if (path == 0 || !is_text(&path, "/proc/")) return 0;
  if (!is_text(&path, "self") && !is_text(&path, "thread-self") && !is_number(&path, getpid())) return 0;
  return is_text(&path, "/exe") && *path == 0;
}

/* The length, or -1. */
static long read_origin(char* to, size_t size) {
  char link[4096];
  long length = syscall(SYS_readlinkat, AT_FDCWD, "/proc/self/exe", link, sizeof link - 8);
  const char* name = "origin";
  while (length > 0 && link[length - 1] != '/') --length;
  if (length <= 0) return -1;
  while (*name != 0) link[length++] = *name++;
  link[length] = 0;
  return syscall(SYS_readlinkat, AT_FDCWD, link, to, size);
}

OURS long readlinkat(int directory, const char* path, char* to, size_t size) {
  const long length = is_ours(path) ? read_origin(to, size) : -1;
  return length > 0 ? length : syscall(SYS_readlinkat, directory, path, to, size);
}

OURS long readlink(const char* path, char* to, size_t size) {
  return readlinkat(AT_FDCWD, path, to, size);
}

OURS long __readlinkat_chk(int directory, const char* path, char* to, size_t size, size_t room) {
  if (size > room) __builtin_trap();
  return readlinkat(directory, path, to, size);
}

OURS long __readlink_chk(const char* path, char* to, size_t size, size_t room) {
  return __readlinkat_chk(AT_FDCWD, path, to, size, room);
}

static char* origin(char* to) {
  char* name = to != 0 ? to : malloc(4096);
  const long length = name == 0 ? -1 : read_origin(name, 4095);
  if (length > 0) name[length] = 0;
  else if (name != to) free(name);
  return length > 0 ? name : 0;
}

#ifdef __GLIBC__ /* whose constructors get these */
/* What execve was given. The vector is behind the environment, and getauxval reads it there. */
__attribute__((constructor)) static void name_execfn(int count, char** arguments, char** environment) {
  static char name[4096];
  (void)count, (void)arguments;
  if (read_origin(name, sizeof name - 1) <= 0) return;
  while (*environment != 0) ++environment;
  for (size_t* entry = (size_t*)(environment + 1); *entry != 0; entry += 2) {
    if (*entry == 31 /* AT_EXECFN */) entry[1] = (size_t)name;
  }
}
#endif

#ifdef STATICALLY
char* __real_realpath(const char* path, char* to);
char* __wrap_realpath(const char* path, char* to) {
  char* name = is_ours(path) ? origin(to) : 0;
  return name != 0 ? name : __real_realpath(path, to);
}
#else
void* dlsym(void* handle, const char* name);
static void* const next = (void*)-1; /* RTLD_NEXT */

OURS char* realpath(const char* path, char* to) {
  char* name = is_ours(path) ? origin(to) : 0;
  char* (*real)(const char*, char*) = name != 0 ? 0 : dlsym(next, "realpath");
  return name != 0 ? name : real(path, to);
}

OURS char* __realpath_chk(const char* path, char* to, size_t room) {
  char* name = is_ours(path) ? origin(to) : 0;
  char* (*real)(const char*, char*, size_t) = name != 0 ? 0 : dlsym(next, "__realpath_chk");
  return name != 0 ? name : real(path, to, room);
}
#endif
)";

} // namespace crossrc::twin
