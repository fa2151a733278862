#include "commands/commands.hpp"
#include "commands/print.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <fmt/format.h>

namespace crossrc::commands {
namespace {

const CLI::App& last_command(const CLI::App& app) {
  const auto given = app.get_subcommands();
  return given.empty() ? app : last_command(*given.front());
}

/// As it was called: "crossrc toolchain".
std::string words_of(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return (parent == nullptr ? "" : words_of(*parent) + ' ') + command.get_name();
}

/// What `last`, the command that was given last, has of its own, and what stood there instead.
std::string missing_command(const CLI::App& app, const CLI::App& last) {
  std::vector<std::string> names;
  for (const CLI::App* command : last.get_subcommands([](const CLI::App*) { return true; }))
    if (!command->get_group().empty()) names.push_back(command->get_name());
  const std::vector<std::string> others = app.remaining(true);
  const std::string found = others.empty() ? "" : fmt::format(", found \"{}\"", others.front());
  return fmt::format("\"{}\": expected a command behind it{}: one of {}", words_of(last), found,
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
    const CLI::App& last = last_command(app);
    const bool lacks_command = last.get_require_subcommand_min() > 0;
    throw InputError(lacks_command ? missing_command(app, last) : error.what());
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
    print_error("crossrc: {}\n", error.what());
    return static_cast<int>(ExitStatus::bad_input);
  }
}

} // namespace crossrc::commands
