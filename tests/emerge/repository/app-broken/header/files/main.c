#include <broken/broken.h>
int main(void) { return BROKEN; }
