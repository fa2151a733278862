/* A program that does what its arguments say, one after the other: `act write:abc trap`. */
#define _GNU_SOURCE
#include "foreign.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef SYS_newfstatat
#define SYS_fstat_by_name SYS_newfstatat
#else
#define SYS_fstat_by_name SYS_fstatat64
#endif

static void trap(const char* value) {
  (void)value;
  foreign(0);
}

/* Input and output. */
static void write_text(const char* text) {
  if (write(1, text, strlen(text)) < 0) _exit(90);
}
static void say(const char* text) {
  puts(text);
}
static void flush(const char* value) {
  (void)value;
  fflush(stdout);
}
static void read_some(const char* count) {
  char text[65536];
  ssize_t size = read(0, text, (size_t)atoi(count));
  if (size >= 0) printf("read %.*s\n", (int)size, text);
}
static void receive_some(const char* count) {
  char text[65536];
  ssize_t size = recv(0, text, (size_t)atoi(count), 0);
  if (size >= 0) printf("received %.*s\n", (int)size, text);
}
static void read_all(const char* value) {
  (void)value;
  int c = 0;
  unsigned long count = 0, sum = 0;
  while ((c = getchar()) != EOF) sum = sum * 31 + (unsigned)c, count++;
  printf("read %lu bytes, sum %lu\n", count, sum);
}
static void write_file(const char* name) {
  FILE* file = fopen(name, "w");
  if (file == NULL || fputs("a file\n", file) < 0 || fflush(file) != 0) _exit(91);
}
static void append_file(const char* name) {
  FILE* file = fopen(name, "a");
  if (file == NULL || fputs("a line\n", file) < 0 || fclose(file) != 0) _exit(92);
}
static void write_descriptor(const char* number) {
  if (write(atoi(number), "there\n", 6) != 6) _exit(93);
}
static void close_descriptor(const char* number) {
  close(atoi(number));
}
static void list_descriptors(const char* value) {
  (void)value;
  for (int i = 0; i < 256; i++) {
    int flags = fcntl(i, F_GETFD);
    if (flags >= 0) printf("descriptor %d%s\n", i, flags & FD_CLOEXEC ? " cloexec" : "");
  }
}
static void open_socket(const char* value) {
  int ends[2];
  (void)value;
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) _exit(94);
}
static void map_file(const char* name) {
  int fd = open(name, O_RDWR | O_CREAT, 0644);
  char* memory =
      ftruncate(fd, 4096) == 0 ? mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
  if (memory == MAP_FAILED) _exit(95);
  strcpy(memory, "mapped");
}

/* State of the process. */
static void change_directory(const char* name) {
  if (chdir(name) != 0) _exit(96);
}
static void print_directory(const char* value) {
  char name[4096];
  (void)value;
  printf("in %s\n", getcwd(name, sizeof name));
}
static void set_umask(const char* mask) {
  umask((mode_t)strtol(mask, NULL, 8));
}
static void print_umask(const char* value) {
  (void)value;
  mode_t mask = umask(0);
  umask(mask);
  printf("umask %03o\n", (unsigned)mask);
}
static void print_variable(const char* name) {
  const char* value = getenv(name);
  printf("%s=%s\n", name, value ? value : "(none)");
}
static void set_variable(const char* name) {
  setenv(name, "changed", 1);
}
static void limit_files(const char* number) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = (rlim_t)atoi(number);
  setrlimit(RLIMIT_NOFILE, &limit);
}
static void print_limit(const char* value) {
  struct rlimit limit;
  (void)value;
  getrlimit(RLIMIT_NOFILE, &limit);
  printf("limit %lu\n", (unsigned long)limit.rlim_cur);
}
static void be_nice(const char* number) {
  if (nice(atoi(number)) == -1 && errno != 0) _exit(97);
}
static void print_nice(const char* value) {
  (void)value;
  printf("nice %d\n", getpriority(PRIO_PROCESS, 0));
}
static void wake(int number) {
  (void)number;
}
static void set_alarm(const char* seconds) {
  signal(SIGALRM, wake);
  alarm((unsigned)atoi(seconds));
}
static void print_alarm(const char* value) {
  (void)value;
  printf("alarm %s\n", alarm(0) ? "set" : "not set");
}
static void print_pid(const char* value) {
  (void)value;
  printf("%d\n", (int)getpid());
}
static void print_name(const char* value) {
  char name[17] = "";
  (void)value;
  prctl(PR_GET_NAME, name);
  printf("name %s, %s\n", name, program_invocation_name);
}
static void print_exe(const char* value) {
  char name[4096] = "";
  (void)value;
  if (readlink("/proc/self/exe", name, sizeof name - 1) > 0) printf("exe %s\n", name);
}
static void new_session(const char* value) {
  (void)value;
  setsid();
}
static void finish(const char* status) {
  exit(atoi(status));
}
static void remove_file(const char* name) {
  unlink(name);
}
static void stop(const char* value) {
  (void)value;
  raise(SIGSTOP);
}

/* Signals. */
static void block(const char* number) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, atoi(number));
  sigprocmask(SIG_BLOCK, &set, NULL);
}
static void ignore(const char* number) {
  signal(atoi(number), SIG_IGN);
}
static void print_signals(const char* value) {
  sigset_t set;
  struct sigaction action;
  (void)value;
  sigprocmask(SIG_BLOCK, NULL, &set);
  for (int i = 1; i < 32; i++) {
    if (sigismember(&set, i)) printf("blocked %d\n", i);
    if (sigaction(i, NULL, &action) == 0 && action.sa_handler == SIG_IGN) printf("ignored %d\n", i);
  }
}
static sigjmp_buf after_probe;
static void go_on(int number) {
  (void)number;
  siglongjmp(after_probe, 1);
}
static void probe(const char* value) {
  (void)value;
  signal(SIGILL, go_on);
  if (sigsetjmp(after_probe, 1) == 0) {
    /* vfmaddps, whatever the flags are */
    __asm__ volatile(".byte 0xc4, 0xe3, 0xf9, 0x68, 0xc0, 0x00");
    puts("has FMA4");
  } else {
    puts("has no FMA4");
  }
  signal(SIGILL, SIG_DFL);
}
static void complain(int number) {
  static const char text[] = "caught it\n";
  if (write(2, text, sizeof text - 1) < 0) _exit(98);
  signal(number, SIG_DFL);
}
static void catch_once(const char* value) {
  (void)value;
  signal(SIGILL, complain);
}
static void catch_and_raise(int number) {
  signal(number, SIG_DFL);
  raise(number);
}
static void catch_to_raise(const char* value) {
  (void)value;
  signal(SIGILL, catch_and_raise);
}
static void give_up(int number) {
  (void)number;
  _exit(3);
}
static void catch_to_exit(const char* value) {
  (void)value;
  signal(SIGILL, give_up);
}
static void builtin_trap(const char* value) {
  (void)value;
  __builtin_trap();
}
static void kill_self(const char* number) {
  kill(getpid(), atoi(number));
}
static void raise_signal(const char* number) {
  raise(atoi(number));
}
static void foreign_for_all(const char* value) {
  (void)value;
  __asm__ volatile(".byte 0xc4, 0xe3, 0xf9, 0x68, 0xc0, 0x00");
}

/* In memory of its own making. */
static void generate(const char* value) {
  (void)value;
#ifdef __FMA4__
  static const unsigned char code[] = {0xc4, 0xe3, 0xf9, 0x68, 0xc0, 0x00, 0xc3};
  void* memory =
      mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) _exit(95);
  memcpy(memory, code, sizeof code);
  ((void (*)(void))memory)();
#endif
}
/* getpid by its number of the x32 ABI, which few kernels have: an errno, and no SIGSYS. */
static void call_x32(const char* value) {
  (void)value;
  long pid = syscall(0x40000000 + 39);
  puts(pid > 0 || errno == ENOSYS ? "called" : "refused");
}

/* Threads and children. */
static void* trap_in_thread(void* value) {
  foreign(0);
  return value;
}
static void thread(const char* value) {
  pthread_t id;
  (void)value;
  pthread_create(&id, NULL, trap_in_thread, NULL);
  pthread_join(id, NULL);
  puts("joined");
}
static void* wait_for_ever(void* value) {
  for (;;) pause();
  return value;
}
static void idle_threads(const char* count) {
  pthread_t id;
  for (int i = 0; i < atoi(count); i++) pthread_create(&id, NULL, wait_for_ever, NULL);
}
static void fork_child(const char* value) {
  int status = 0;
  int traps = strcmp(value, "trap") == 0;
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    if (traps) foreign(0);
    _exit(5);
  }
  waitpid(child, &status, 0);
  printf("child %s %d\n", WIFSIGNALED(status) ? "signal" : "status",
         WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}
static int dig(int depth) {
  volatile char room[4096];
  room[0] = (char)depth;
  room[4095] = room[0];
  if (depth == 0) foreign(0);
  return depth == 0 ? 0 : room[4095] * 0 + 1 + dig(depth - 1);
}
static void deep_stack(const char* kib) {
  printf("depth %d\n", dig(atoi(kib) / 4));
}
static void trap_without_stack(const char* value) {
  (void)value;
#if defined __FMA4__ && defined __x86_64__
  __asm__ volatile("movq $8, %rsp\n\tvfmaddps %xmm0, %xmm0, %xmm0, %xmm0");
#endif
}

/* Sandboxes: everything but reading, writing and ending is refused, or kills. */
static void sandbox(unsigned action) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 5, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_read, 4, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 3, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fstat_by_name, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rt_sigreturn, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, action),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof code / sizeof code[0], code};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) _exit(99);
}
static void sandbox_refuses(const char* value) {
  (void)value;
  sandbox(SECCOMP_RET_ERRNO | EPERM);
}
static void sandbox_kills(const char* value) {
  (void)value;
  sandbox(SECCOMP_RET_KILL_PROCESS);
}

static const struct {
  const char* name;
  void (*act)(const char* value);
} acts[] = {{"trap", trap},
            {"write", write_text},
            {"say", say},
            {"flush", flush},
            {"read", read_some},
            {"receive", receive_some},
            {"read-all", read_all},
            {"write-file", write_file},
            {"append-file", append_file},
            {"write-descriptor", write_descriptor},
            {"close", close_descriptor},
            {"descriptors", list_descriptors},
            {"socket", open_socket},
            {"map", map_file},
            {"chdir", change_directory},
            {"directory", print_directory},
            {"set-umask", set_umask},
            {"umask", print_umask},
            {"set", set_variable},
            {"variable", print_variable},
            {"set-limit", limit_files},
            {"limit", print_limit},
            {"set-nice", be_nice},
            {"nice", print_nice},
            {"set-alarm", set_alarm},
            {"alarm", print_alarm},
            {"pid", print_pid},
            {"name", print_name},
            {"exe", print_exe},
            {"session", new_session},
            {"exit", finish},
            {"remove", remove_file},
            {"stop", stop},
            {"block", block},
            {"ignore", ignore},
            {"signals", print_signals},
            {"probe", probe},
            {"catch-once", catch_once},
            {"catch-to-raise", catch_to_raise},
            {"catch-to-exit", catch_to_exit},
            {"builtin-trap", builtin_trap},
            {"kill", kill_self},
            {"raise", raise_signal},
            {"foreign-for-all", foreign_for_all},
            {"generated", generate},
            {"x32", call_x32},
            {"thread", thread},
            {"idle-threads", idle_threads},
            {"fork", fork_child},
            {"deep-stack", deep_stack},
            {"no-stack", trap_without_stack},
            {"sandbox", sandbox_refuses},
            {"sandbox-kills", sandbox_kills}};

int main(int argc, char** argv) {
  for (int i = 1; i < argc; i++) {
    size_t length = strcspn(argv[i], ":");
    const char* value = argv[i] + length + (argv[i][length] == ':');
    for (size_t k = 0; k < sizeof acts / sizeof acts[0]; k++) {
      if (strlen(acts[k].name) == length && strncmp(acts[k].name, argv[i], length) == 0)
        acts[k].act(value);
    }
  }
  return 0;
}
