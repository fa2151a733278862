// crossrc rerun FILE (internal): what the supervisor makes a trapped program's process execute.

#include "twin/rerun.hpp"
#include "base/error.hpp"
#include "base/process.hpp"
#include "commands/commands.hpp"
#include "commands/print.hpp"

#include <csignal>
#include <fmt/format.h>
#include <memory>
#include <unistd.h>

namespace crossrc::commands {
namespace {

/// The build must see what it would have seen without crossrc: a program that SIGILL ended. All
/// signals are blocked on the way here.
[[noreturn]] void die_of_sigill() {
  ::_exit(end_like(SIGILL));
}

void rerun(const std::string& file) {
  try {
    const twin::Rerun state = twin::read_rerun(file);
    ::unlink(file.c_str());
    twin::execute(state);
  } catch (const Error& error) {
    print_error("crossrc: cannot rerun: {}\n", error.what());
  }
  die_of_sigill();
}

} // namespace

void declare_rerun(CLI::App& app, int& /*status*/) {
  auto file = std::make_shared<std::string>();
  app.add_option("FILE", *file, "what crossrc run wrote")->required();
  app.callback([file] { rerun(*file); });
}

} // namespace crossrc::commands
