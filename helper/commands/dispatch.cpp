#include "base/error.hpp"
#include "commands/commands.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace crossrc::commands {
namespace {

int run(std::span<const Command> commands, int argc, char** argv) {
  CLI::App app{"per-package cross builds inside ordinary emerge; see crossrc(7)", "crossrc"};
  app.set_version_flag("--version", "crossrc " CROSSRC_VERSION);
  app.require_subcommand(1);
  int status = static_cast<int>(ExitStatus::done);
  for (const Command& command : commands) {
    CLI::App* subcommand = app.add_subcommand(command.name, command.summary);
    if (command.internal) subcommand->group("");
    command.declare(*subcommand, status);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& request) { // --help, --version
    return app.exit(request);
  } catch (const CLI::ParseError& error) {
    throw InputError(error.what());
  }
  return status;
}

} // namespace

int dispatch(std::span<const Command> commands, int argc, char** argv) {
  try {
    return run(commands, argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "crossrc: {}\n", error.what());
    return static_cast<int>(ExitStatus::bad_input);
  }
}

} // namespace crossrc::commands
