// The subcommands: one file each, one row in main.cpp each.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <span>
#include <string>

namespace crossrc::commands {

/// A subcommand. `declare` adds its options to `app` and sets app's callback, which runs the
/// command and stores its exit status in `status`; the callback lets errors through to main.
struct Command {
  const char* name = nullptr;
  const char* summary = nullptr;
  void (*declare)(CLI::App& app, int& status) = nullptr;
  bool internal = false; ///< called by the hooks or by crossrc itself: not shown in --help
};

/// Those of crossrc-binpkg.
std::span<const Command> of_packages();

/// A program of crossrc's own: beside crossrc where that was built, below libexec where it is
/// installed.
std::filesystem::path own_program(const std::string& name);

/// For options that count: a number from 1, or an error that says so.
CLI::Validator from_one();

/// What main() does with them: returns the exit status. The one place where an error becomes a
/// message and a status.
int dispatch(std::span<const Command> commands, int argc, char** argv);

} // namespace crossrc::commands
