#include <broken_protobuf.h>
#include "a.pb.h"
int main(void) { return 0; }
