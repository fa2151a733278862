#include "commands/commands.hpp"

int main(int argc, char** argv) {
  return crossrc::commands::dispatch(crossrc::commands::all(), argc, argv);
}
