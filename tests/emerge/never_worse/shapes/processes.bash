# shellcheck shell=bash
# What a build's processes do with each other and with the kernel, watched: with flags that this machine runs, so
# that all of it works without crossrc.
# shellcheck disable=SC2016,SC2154

# runs_in_test C_FILE COMMAND...: the plain package; its src_test compiles the file and runs COMMAND with it.
runs_in_test() {
  supervised native
  cat > "${root}/test.c"
  plain "src_test() { \${CHOST}-gcc \${CFLAGS} -o tested tested.c -lpthread || die; $1 || die \"status \$?\"; }"
  mv "${root}/test.c" "${files}/tested.c"
  emerges FEATURES=test
  usual native
}

# A program asks what the CPU has by catching SIGILL itself
shape_catches_sigill() {
  runs_in_test 'test "$(./tested)" = lacking' << 'END'
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
static sigjmp_buf back;
static void handler(int signal) { (void)signal; siglongjmp(back, 1); }
int main(void)
{
	signal(SIGILL, handler);
	if (sigsetjmp(back, 1)) { puts("lacking"); return 0; }
	__asm__ volatile("ud2");
	return 1;
}
END
}

# A child that shall die of SIGILL, as death tests have it
shape_child_dies_of_sigill() {
  differs 'Illegal instruction'
  runs_in_test './tested' << 'END'
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
	int status;
	pid_t child = fork();
	if (child == 0)
		__builtin_trap();
	waitpid(child, &status, 0);
	return !(WIFSIGNALED(status) && WTERMSIG(status) == SIGILL);
}
END
}

# Threads, vfork, posix_spawn, fexecve, programs of scripts
shape_ways_to_start() {
  runs_in_test 'printf "#!%s\n" "${PWD}/tested" > script && chmod 755 script && ./tested start' << 'END'
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
extern char **environ;
static int waited(pid_t pid) { int status; waitpid(pid, &status, 0); return status; }
static void *thread(void *path)
{
	char *args[] = {path, NULL};
	pid_t pid;
	if (posix_spawn(&pid, path, NULL, NULL, args, environ)) return path;
	return waited(pid) ? path : NULL;
}
int main(int argc, char **argv)
{
	pthread_t threads[8];
	void *failed;
	int i, descriptor;
	pid_t pid;
	char *args[] = {"tested", NULL};
	if (argc < 2 || strcmp(argv[1], "start")) return 0;
	for (i = 0; i < 8; i++) pthread_create(&threads[i], NULL, thread, i % 2 ? "./tested" : "./script");
	for (i = 0; i < 8; i++) { pthread_join(threads[i], &failed); if (failed) return 2; }
	if ((pid = vfork()) == 0) { execv("./tested", args); _exit(1); }
	if (waited(pid)) return 3;
	descriptor = open("tested", O_RDONLY | O_CLOEXEC);
	if ((pid = fork()) == 0) { fexecve(descriptor, args, environ); _exit(1); }
	if (waited(pid)) return 4;
	if ((pid = fork()) == 0) { execv("./nowhere", args); _exit(5); }
	return WEXITSTATUS(waited(pid)) != 5;
}
END
}

# A debugger of its own: ptrace of what it starts
shape_ptrace() {
  runs_in_test './tested' << 'END'
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
	int status;
	pid_t child = fork();
	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, 0, 0)) _exit(9);
		execl("/bin/true", "true", (char *)0);
		_exit(8);
	}
	waitpid(child, &status, 0);
	if (!WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP) return 1;
	ptrace(PTRACE_CONT, child, 0, 0);
	waitpid(child, &status, 0);
	return !WIFEXITED(status) || WEXITSTATUS(status);
}
END
}

# Signals: SIGSTOP and SIGCONT, timers, a process group's end
shape_signals() {
  runs_in_test 'timeout 20 ./tested && { timeout 0.2 sleep 9; test $? = 124; }' << 'END'
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile sig_atomic_t alarms;
static void handler(int signal) { (void)signal; alarms++; }
int main(void)
{
	struct itimerval often = {{0, 2000}, {0, 2000}};
	int status, i;
	pid_t child;
	signal(SIGALRM, handler);
	setitimer(ITIMER_REAL, &often, 0);
	for (i = 0; i < 50; i++) {
		if ((child = vfork()) == 0) { execl("/bin/true", "true", (char *)0); _exit(1); }
		while (waitpid(child, &status, 0) < 0) {}
		if (status) return 1;
	}
	if ((child = fork()) == 0) { setpgid(0, 0); for (;;) pause(); }
	kill(child, SIGSTOP);
	while (waitpid(child, &status, WUNTRACED) < 0) {}
	if (!WIFSTOPPED(status)) return 2;
	kill(child, SIGCONT);
	kill(child, SIGTERM);
	while (waitpid(child, &status, 0) < 0) {}
	return !WIFSIGNALED(status) || !alarms;
}
END
}

# What runs on in the background when the phase is over, without a word
shape_background_process() {
  supervised native
  plain 'src_configure() { (sleep 2 < /dev/null > /dev/null 2>&1 &) ; sleep 1 < /dev/null > /dev/null 2>&1 & disown; }'
  emerges
  usual native
}

# Limits, closed descriptors, an environment that is empty or long
shape_limits_and_environment() {
  supervised native
  plain 'src_test() {' '  (ulimit -n 64; ulimit -s 1024; ulimit -c 0; ./generate > /dev/null) || die 1' \
    '  env -i ./generate > /dev/null || die 2' '  ./generate <&- > /dev/null 2>&- || die 3' \
    '  local -x LONG=$(head -c 100000 /dev/zero | tr "\0" x)' '  ./generate > /dev/null || die 4' \
    '  local deep=${PWD} i; for i in {1..20}; do deep+=/$(printf "%0100d" 0); mkdir "${deep}" || die; done' \
    '  cp generate "${deep}/g" && "${deep}/g" > /dev/null || die 5' '  (exec -a "" ./generate) > /dev/null || die 6' '}'
  emerges FEATURES=test
  usual native
}
