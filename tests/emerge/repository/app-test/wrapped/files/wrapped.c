#include "table.h"

int main(void) { return ANSWER != 42; }
