// iostream, strings, exceptions, and a static object whose constructor traps before main.
#include "foreign.h"
#include <iostream>
#include <stdexcept>
#include <string>

namespace {

struct Early {
  int value = foreign(7);
} early;

int checked(int value) {
  if (value > 2) throw std::out_of_range("too many: " + std::to_string(foreign(value)));
  return value;
}

} // namespace

extern "C" int shout(int count) {
  try {
    std::cout << "early " << early.value << ", checked " << checked(count) << std::endl;
  } catch (const std::out_of_range& error) {
    std::cout << "caught " << error.what() << std::endl;
    return 4;
  }
  return 0;
}

#ifndef NO_MAIN
int main(int argc, char**) {
  return shout(argc);
}
#endif
