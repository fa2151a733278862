#include "commands/commands.hpp"

#include <array>

namespace crossrc::commands {

// void declare_NAME(CLI::App& app, int& status);  defined in commands/NAME.cpp

std::span<const Command> all() {
  static const std::array<Command, 0> table{};
  return table;
}

} // namespace crossrc::commands
