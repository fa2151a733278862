// crossrc-binpkg, which crossrc becomes for binary packages: see commands/binpkg.hpp.
#include "commands/commands.hpp"

int main(int argc, char** argv) {
  return crossrc::commands::dispatch(crossrc::commands::of_packages(), argc, argv);
}
