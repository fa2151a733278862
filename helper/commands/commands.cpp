#include "commands/commands.hpp"
#include "commands/print.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
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

/// ` (did you mean "NAME"?)`, or nothing.
std::string meant(const std::string& word, const std::vector<std::string>& names) {
  const std::string_view name = nearest(word, {names.begin(), names.end()});
  return name.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", name);
}

/// What `last`, the command that was given last, has of its own, and what stood there instead.
std::string missing_command(const CLI::App& app, const CLI::App& last) {
  std::vector<std::string> names;
  for (const CLI::App* command : last.get_subcommands([](const CLI::App*) { return true; }))
    if (!command->get_group().empty()) names.push_back(command->get_name());
  const std::vector<std::string> others = app.remaining(true);
  const std::string found = others.empty() ? "" : fmt::format(", found \"{}\"", others.front());
  return fmt::format("\"{}\": expected a command behind it{}{}: one of {}", words_of(last), found,
                     others.empty() ? "" : meant(others.front(), names), join(names, ", "));
}

/// Help on what is no command would be that on all of them.
void check_command(const CLI::App& app, const std::string& name) {
  const auto all = app.get_subcommands([](const CLI::App*) { return true; });
  if (std::any_of(all.begin(), all.end(),
                  [&](const CLI::App* command) { return command->get_name() == name; }))
    return;
  std::vector<std::string> names;
  for (const CLI::App* command : all)
    if (!command->get_group().empty()) names.push_back(command->get_name());
  throw InputError(fmt::format("\"{}\" is no command{}: expected one of {}", name,
                               meant(name, names), join(names, ", ")));
}

/// Arguments that nobody takes; of options the one that was probably meant.
std::string unexpected(const CLI::App& app, const CLI::App& last, const std::string& message) {
  const std::vector<std::string> others = app.remaining(true);
  if (others.empty() || !others.front().starts_with('-')) return message;
  std::vector<std::string> names;
  for (const CLI::Option* option : last.get_options())
    if (option->nonpositional()) names.push_back(option->get_name());
  return fmt::format("\"{}\": unknown option \"{}\"{}; \"{} --help\" lists them", words_of(last),
                     others.front(), meant(others.front(), names), words_of(last));
}

/// `help [COMMAND...]` and `--help COMMAND...` are `COMMAND... --help`.
std::vector<std::string> arguments_of(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool asks = !arguments.empty() &&
                    (arguments[0] == "help" || arguments[0] == "--help" || arguments[0] == "-h");
  if (asks) std::rotate(arguments.begin(), arguments.begin() + 1, arguments.end());
  if (asks) arguments.back() = "--help";
  std::reverse(arguments.begin(), arguments.end()); // as CLI11 takes them
  return arguments;
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
    std::vector<std::string> arguments = arguments_of(argc, argv);
    if (arguments.size() > 1 && arguments.front() == "--help") check_command(app, arguments.back());
    app.parse(std::move(arguments));
  } catch (const CLI::Success& request) { // --help, --version
    return app.exit(request);
  } catch (const CLI::RequiredError& error) {
    const CLI::App& last = last_command(app);
    const bool lacks_command = last.get_require_subcommand_min() > 0;
    throw InputError(lacks_command ? missing_command(app, last) : error.what());
  } catch (const CLI::ExtrasError& error) {
    throw InputError(unexpected(app, last_command(app), error.what()));
  } catch (const CLI::ParseError& error) {
    throw InputError(error.what());
  }
  return status;
}

} // namespace

std::filesystem::path own_program(const std::string& name) {
  const auto directory = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  const auto beside = directory / name;
  return std::filesystem::exists(beside) ? beside
                                         : directory.parent_path() / "libexec/crossrc" / name;
}

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
