/* Prints its name and its arguments; returns how many there were. */
#include "foreign.h"
#include <stdio.h>

#ifndef GREETING
#define GREETING "hello"
#endif

int main(int argc, char** argv) {
  printf("%s %d from %s\n", GREETING, foreign(42), argv[0]);
  for (int i = 1; i < argc; i++) printf("[%s]\n", argv[i]);
  return argc - 1;
}
