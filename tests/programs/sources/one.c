#include "foreign.h"

int one(void) {
  return foreign(1);
}
