/* Needs one(), which traps, and two(), which does not. */
#include <stdio.h>

int one(void);
int two(void);

int main(void) {
  printf("%d %d\n", one(), two());
  return 0;
}
