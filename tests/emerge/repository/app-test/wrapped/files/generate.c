#include <stdio.h>

int main(int argc, char** argv) {
  return argc != 3 || printf("#define %s %s\n", argv[1], argv[2]) < 0;
}
