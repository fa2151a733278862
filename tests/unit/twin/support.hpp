// What the tests of twin/ share: commands as a journal has them.
#pragma once

#include "base/text.hpp"
#include "journal/command.hpp"
#include "twin/producers.hpp"

#include <string>

namespace crossrc::twin::test {

/// A command as the supervisor records it: its tool by its name.
inline journal::Command command(const std::string& line, const std::string& directory = "/t") {
  journal::Command command;
  command.argv = words(line);
  command.tool = journal::tool_of(command.argv.front()).value();
  command.program = "/usr/bin/" + command.argv.front();
  command.directory = directory;
  return command;
}

} // namespace crossrc::twin::test
