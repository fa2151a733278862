/* spawn COUNT PROGRAM ARGS...: runs it that often, one after the other, and prints how long one run
   took in nanoseconds, from posix_spawn to the end: the lower quartile, since what else the machine
   does only ever adds. */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

extern char** environ;

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000 + time.tv_nsec;
}

static int compare(const void* one, const void* other) {
  long a = *(const long*)one, b = *(const long*)other;
  return (a > b) - (a < b);
}

int main(int argc, char** argv) {
  int count = argc < 3 ? 0 : atoi(argv[1]);
  long* times = calloc((size_t)count + 1, sizeof *times);
  if (count < 1 || times == NULL) return 2;
  for (int i = 0; i < count; i++) {
    int status = 0;
    pid_t child = 0;
    long start = now();
    if (posix_spawn(&child, argv[2], NULL, NULL, argv + 2, environ) != 0 ||
        waitpid(child, &status, 0) < 0 || status != 0) {
      return 1;
    }
    times[i] = now() - start;
  }
  qsort(times, (size_t)count, sizeof *times, compare);
  printf("%ld\n", times[count / 4]);
  return 0;
}
