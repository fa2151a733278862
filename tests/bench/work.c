/* Works for about two milliseconds, as a small code generator does; foreign where the flags allow it. */
#include "foreign.h"

int main(void) {
  volatile int sum = foreign(0);
  for (int i = 0; i < 1000000; i++) sum = sum + i % 2;
  return sum != 500000;
}
