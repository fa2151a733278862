#include "base/error.hpp"
#include "base/text.hpp"
#include "commands/commands.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <fmt/format.h>

namespace crossrc::commands {
namespace {

/// The command that was given last and lacks one of its own, and what stood there instead.
std::string missing_command(const CLI::App& app) {
  const CLI::App* last = &app;
  std::string words = app.get_name();
  while (!last->get_subcommands().empty()) {
    last = last->get_subcommands().front();
    words += ' ' + last->get_name();
  }
  std::vector<std::string> names;
  for (const CLI::App* command : last->get_subcommands([](const CLI::App*) { return true; }))
    if (!command->get_group().empty()) names.push_back(command->get_name());
  const std::vector<std::string> others = app.remaining(true);
  const std::string found = others.empty() ? "" : fmt::format(", found \"{}\"", others.front());
  return fmt::format("\"{}\": expected a command behind it{}: one of {}", words, found,
                     join(names, ", "));
}

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
  } catch (const CLI::RequiredError& error) {
    const bool is_command = std::string_view(error.what()).find("subcommand") != std::string::npos;
    throw InputError(is_command ? missing_command(app) : error.what());
  } catch (const CLI::ParseError& error) {
    throw InputError(error.what());
  }
  return status;
}

} // namespace

CLI::Validator from_one() {
  const auto check = [](const std::string& text) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = error == std::errc() && end == text.data() + text.size() && number > 0;
    return is_number ? std::string() : fmt::format("expected a number from 1, found \"{}\"", text);
  };
  return CLI::Validator(check, "");
}

int dispatch(std::span<const Command> commands, int argc, char** argv) {
  try {
    return run(commands, argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "crossrc: {}\n", error.what());
    return static_cast<int>(ExitStatus::bad_input);
  }
}

} // namespace crossrc::commands
