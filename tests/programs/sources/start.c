/* Starts PROGRAM in the way of its first argument: `start vfork PROGRAM ARGS`; returns its status.
   In ways that begin with "self" it becomes the program. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

static char** command;
static int early = -1; /* the status, if it has ended already */

static void pass_over(int number) {
  (void)number;
}

static void* execute_in_thread(void* value) {
  execv(command[0], command);
  return value;
}

static pid_t start(const char* way) {
  pid_t child = 0;
  if (strcmp(way, "spawn") == 0) {
    return posix_spawn(&child, command[0], NULL, NULL, command, environ) == 0 ? child : -1;
  }
  if (strncmp(way, "self", 4) != 0) child = strcmp(way, "vfork") == 0 ? vfork() : fork();
  if (child != 0) {
    /* Signals that the program itself does not see, all the time. */
    while (strcmp(way, "urgent") == 0 && waitpid(child, &early, WNOHANG) == 0) {
      kill(child, SIGURG);
      usleep(50);
    }
    return child;
  }
  if (strcmp(way, "urgent") == 0) signal(SIGURG, pass_over);
  if (strcmp(way, "execveat") == 0) {
    int directory = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    syscall(SYS_execveat, directory, strchr(command[0], '/') + 1, command, environ, 0);
  } else if (strcmp(way, "fexecve") == 0) {
    fexecve(open(command[0], O_RDONLY | O_CLOEXEC), command, environ);
  } else if (strcmp(way, "proc") == 0) { /* by another name of a descriptor's */
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", open(command[0], O_RDONLY | O_CLOEXEC));
    execv(name, command);
  } else if (strstr(way, "thread") != NULL) {
    /* not the leader: the kernel gives it the leader's place */
    pthread_t thread;
    pthread_create(&thread, NULL, execute_in_thread, NULL);
    pthread_join(thread, NULL);
  } else {
    execv(command[0], command);
  }
  _exit(127);
}

int main(int argc, char** argv) {
  int status = 0;
  if (argc < 3) return 2;
  command = argv + 2;
  pid_t child = start(argv[1]);
  if (child < 0 || (early < 0 && waitpid(child, &status, 0) < 0)) return 3;
  if (early >= 0) status = early;
  if (WIFSIGNALED(status))
    fprintf(stderr, "%s\n", WTERMSIG(status) == SIGILL ? "SIGILL" : "a signal");
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
